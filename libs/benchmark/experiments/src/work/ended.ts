import { readerOf } from '@rookery/shared-database';
import { isRookeryError } from '@rookery/shared-errors';
import { isFinal, type JobLimits, type Jobs, type SeenJob } from '@rookery/shared-jobs';
import type { Made, StepContext } from './make-step.ts';

/** Waits for the end of a job; one that has ended before with something left to do is resumed once. */
export async function ended<Spec, Progress>(
  { job, attempt, left }: StepContext,
  jobs: Jobs<Spec, Progress>,
  { id, state }: SeenJob<Spec, Progress>,
): Promise<Made> {
  const reader = readerOf({ name: job.owner, operator: job.asOperator });
  if (isFinal(state) && state !== 'succeeded') await resumed(jobs, reader, id, left);
  let last: SeenJob<Spec, Progress> | undefined;
  for await (const seen of jobs.watch(reader, id, attempt.signal)) {
    last = seen;
    if (!isFinal(seen.state)) await attempt.explain(seen.stateReason);
  }
  attempt.signal.throwIfAborted();
  if (last === undefined || last.state === 'succeeded') return { reason: '' };
  return { reason: `${last.state}: ${last.stateReason}`, stopped: last.state === 'stopped' };
}

async function resumed<Spec, Progress>(
  jobs: Jobs<Spec, Progress>,
  reader: ReturnType<typeof readerOf>,
  id: string,
  left: JobLimits,
): Promise<void> {
  try {
    await jobs.resume(reader, id, left);
  } catch (caught) {
    if (!isRookeryError(caught) || caught.reason !== 'NOTHING_LEFT') throw caught;
  }
}
