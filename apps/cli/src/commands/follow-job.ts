import { JobState } from '@rookery/shared-contracts';
import { isRookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { takenUpAgain } from '../platform/taken-up-again.ts';
import { JobView, type JobProgress } from '../terminal/job-view.ts';
import { StatusLine } from '../terminal/status-line.ts';

const CANCEL_MS = 10_000;

/** A job of the platform that a command follows to its end. */
export interface FollowedJob<Job> {
  readonly name: string;
  /** What the bar counts: `samples`. */
  readonly unit: string;
  readonly watch: (signal: AbortSignal) => AsyncIterable<Job | undefined>;
  readonly progress: (job: Job) => Omit<JobProgress, 'waitsFor'>;
  /** What has happened to it so far; each is said once. */
  readonly news?: (job: Job) => readonly string[];
  readonly cancel: (signal: AbortSignal) => Promise<unknown>;
  /** Said when Ctrl-C has cancelled it. */
  readonly kept: string;
}

/** Follows a job to its end, through lost connections. Ctrl-C cancels it and keeps what is done. */
export async function followJob<Job extends { readonly state: JobState; readonly stateReason: string }>(
  context: CommandContext,
  { name, unit, watch, progress, news = () => [], cancel, kept }: FollowedJob<Job>,
): Promise<Job> {
  const view = new JobView(name, unit, new StatusLine());
  const onSilence = (lost: Error | undefined): void => {
    const why = isRookeryError(lost) ? ` (${lost.code}: ${lost.message})` : '';
    view.line(`nothing is heard of it${why}; it goes on without this command, which tries again`);
  };
  try {
    for await (const job of takenUpAgain(watch, { signal: context.interrupted, onSilence })) {
      if (job === undefined) continue;
      view.tell(news(job));
      view.update({ ...progress(job), waitsFor: isFinal(job.state) ? '' : job.stateReason });
      if (isFinal(job.state)) return job;
    }
    throw new Error(`the watch of ${name} ended`);
  } catch (error) {
    if (!context.interrupted.aborted) throw error;
    view.end();
    context.note(`cancelling ${name} ...`);
    await cancel(AbortSignal.timeout(CANCEL_MS));
    context.note(kept);
    throw error;
  } finally {
    view.end();
  }
}

function isFinal(state: JobState): boolean {
  return state !== JobState.UNSPECIFIED && state !== JobState.PENDING && state !== JobState.RUNNING;
}
