import { chooseScenarios } from '@rookery/benchmark-storage';
import { ComparisonResult, JobState, type ComparedQuery, type Comparison } from '@rookery/shared-contracts';
import { readerOf } from '@rookery/shared-database';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import { profileToWire } from '@rookery/shared-scenario';
import { keyOf, type ComparisonAsk } from '../asks.ts';
import { callerOf, requestIdOf, type Made, type StepContext } from './make-step.ts';

/** Has planners compared, and keeps the result with the step: it can be read when the planner service is away. */
export async function compared(context: StepContext, ask: ComparisonAsk): Promise<Made> {
  const { parts, job, attempt } = context;
  const { signal } = attempt;
  const { comparison } = await parts.comparisons.comparePlanners(
    { requestId: requestIdOf(context, ask), spec: ask.spec, queries: await queriesOf(context, ask) },
    { signal },
  );
  if (comparison === undefined)
    throw new RookeryError('DATA_LOSS', 'the planner answered without a comparison');
  const { name } = comparison;
  const begun = comparison.state === JobState.PENDING || comparison.state === JobState.RUNNING;
  await parts.store.begin(job.id, keyOf(ask, job.spec.contents), name, !begun);
  if (!begun && comparison.state !== JobState.SUCCEEDED) await resume(context, name);
  let last: Comparison = comparison;
  for await (const seen of parts.comparisons.watchComparison({ name }, { signal }))
    last = seen.comparison ?? last;
  signal.throwIfAborted();
  const { result } = await parts.comparisons.getComparison({ name }, { signal });
  return {
    reason: last.state === JobState.SUCCEEDED ? '' : `the comparison has not succeeded: ${last.stateReason}`,
    ...(result === undefined ? {} : { output: ComparisonResult.toJSON(result) }),
  };
}

async function queriesOf(context: StepContext, { queries }: ComparisonAsk): Promise<ComparedQuery[]> {
  if (queries === undefined) return [];
  const { parts } = context;
  const chosen = await chooseScenarios(parts, callerOf(context), queries, 'spec.filter');
  const reader = readerOf(callerOf(context));
  return Promise.all(
    chosen.map(async ({ id }) => {
      const { query, profile } = await parts.scenarios.get(reader, id);
      return { query, profile: profileToWire(profile) };
    }),
  );
}

async function resume({ parts, attempt }: StepContext, name: string): Promise<void> {
  try {
    await parts.comparisons.resumeComparison({ name }, { signal: attempt.signal });
  } catch (caught) {
    if (!isRookeryError(caught) || caught.reason !== 'NOTHING_LEFT') throw caught;
  }
}
