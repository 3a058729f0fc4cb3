import {
  contenderLabel,
  startComparison,
  type Comparing,
  type ComparisonJob,
} from '@rookery/planner-comparison';
import {
  comparisonName,
  idsIn,
  type Comparison,
  type ComparisonServiceImplementation,
} from '@rookery/shared-contracts';
import { isFinal, jobStateToWire } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';
import { reader } from './reader.ts';

/** ComparisonService: unpacks, calls, packs. */
export function comparisonHandlers(parts: Comparing): ComparisonServiceImplementation {
  const { jobs, store } = parts;
  return {
    async comparePlanners(request, { signal }) {
      const { caller } = callContext();
      return { comparison: comparisonToWire(await startComparison(parts, caller, request, signal)) };
    },
    async getComparison({ name }) {
      const comparison = await jobs.get(reader(), idsIn(name)[0]);
      const done = comparison.state === 'succeeded' || comparison.state === 'incomplete';
      return {
        comparison: comparisonToWire(comparison),
        result: done ? await store.result(comparison.id) : undefined,
      };
    },
    async listComparisons(request) {
      const { items, nextPageToken } = await jobs.list(reader(), request);
      return { comparisons: items.map(comparisonToWire), nextPageToken };
    },
    async *watchComparison({ name }, { signal }) {
      callContext().endOnStop();
      for await (const comparison of jobs.watch(reader(), idsIn(name)[0], signal)) {
        yield { comparison: comparisonToWire(comparison) };
      }
    },
    async cancelComparison({ name }) {
      return { comparison: comparisonToWire(await jobs.cancel(reader(), idsIn(name)[0])) };
    },
    async resumeComparison({ name }) {
      return { comparison: comparisonToWire(await jobs.resume(reader(), idsIn(name)[0])) };
    },
    async deleteComparison({ name }) {
      await jobs.delete(reader(), idsIn(name)[0]);
      return {};
    },
  };
}

function comparisonToWire({ progress, ...job }: ComparisonJob): Comparison {
  return {
    name: comparisonName(job.id),
    spec: job.spec,
    state: jobStateToWire(job.state),
    stateReason: job.stateReason,
    searchesTotal: progress.searchesTotal,
    searchesDone: progress.searchesDone,
    searchesPerSecond: isFinal(job.state) ? 0 : progress.searchesPerSecond,
    cpuSeconds: progress.cpuSeconds,
    simulated: progress.simulated,
    createTime: job.createdAt,
    endTime: job.endedAt,
    owner: job.owner,
    queries: progress.queries,
    lost: progress.lost.map(({ contender, reason, searches }) => {
      const one = job.spec.contenders[contender];
      return { label: one === undefined ? '' : contenderLabel(one), reason, searches };
    }),
  };
}
