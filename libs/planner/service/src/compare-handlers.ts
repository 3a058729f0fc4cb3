import {
  watchComparison,
  type ComparisonRecord,
  type ComparisonState,
  startComparison,
  type Comparing,
} from '@rookery/planner-comparison';
import {
  ComparisonResult,
  ComparisonSpec,
  JobState,
  type Comparison,
  type PlannerServiceImplementation,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';
import { idsIn } from '@rookery/shared-contracts';

const DEFAULT_PAGE = 50;

const STATE: Readonly<Record<ComparisonState, JobState>> = {
  pending: JobState.PENDING,
  running: JobState.RUNNING,
  succeeded: JobState.SUCCEEDED,
  failed: JobState.FAILED,
  cancelled: JobState.CANCELLED,
};

type Handlers = Pick<
  PlannerServiceImplementation,
  | 'comparePlanners'
  | 'getComparison'
  | 'listComparisons'
  | 'watchComparison'
  | 'cancelComparison'
  | 'resumeComparison'
>;

/** The part of PlannerService that compares planners. */
export function comparisonHandlers(parts: Comparing): Handlers {
  const { comparisons, comparisonJobs } = parts;
  return {
    async comparePlanners({ requestId, spec }, { signal }) {
      if (spec === undefined) throw invalidArgument('spec', 'is required');
      return { comparison: comparisonToWire(await startComparison(parts, requestId, spec, signal)) };
    },
    async getComparison({ name }) {
      const comparison = await comparisons.get(idsIn(name)[0]);
      const { result } = comparison;
      return {
        comparison: comparisonToWire(comparison),
        result: result === undefined ? undefined : ComparisonResult.fromJSON(result),
      };
    },
    async listComparisons({ pageSize, pageToken }) {
      const page = await comparisons.list(pageSize === 0 ? DEFAULT_PAGE : pageSize, pageToken);
      return { comparisons: page.comparisons.map(comparisonToWire), nextPageToken: page.nextPageToken };
    },
    async *watchComparison({ name }, { signal }) {
      callContext().endOnStop();
      for await (const comparison of watchComparison(comparisons, idsIn(name)[0], signal)) {
        yield { comparison: comparisonToWire(comparison) };
      }
    },
    async cancelComparison({ name }) {
      return { comparison: comparisonToWire(await comparisonJobs.cancel(idsIn(name)[0])) };
    },
    async resumeComparison({ name }) {
      return { comparison: comparisonToWire(await comparisonJobs.resume(idsIn(name)[0])) };
    },
  };
}

function comparisonToWire(comparison: ComparisonRecord): Comparison {
  return {
    name: `comparisons/${comparison.id}`,
    spec: ComparisonSpec.fromJSON(comparison.spec),
    state: STATE[comparison.state],
    stateReason: comparison.stateReason,
    searchesTotal: comparison.searchesTotal,
    searchesDone: comparison.searchesDone,
    searchesPerSecond: comparison.searchesPerSecond,
    cpuSeconds: comparison.cpuSeconds,
    simulated: comparison.simulated,
    createTime: comparison.createdAt,
    endTime: comparison.endedAt,
  };
}
