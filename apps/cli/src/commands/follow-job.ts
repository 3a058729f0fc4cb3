import { JobState } from '@rookery/shared-contracts';
import { isRookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { progressBar } from '../terminal/progress.ts';

const CANCEL_MS = 10_000;

/** A job of the platform that a command follows to its end. */
export interface FollowedJob<Job> {
  readonly name: string;
  /** What the bar counts: `samples`. */
  readonly unit: string;
  readonly watch: (signal: AbortSignal) => AsyncIterable<Job | undefined>;
  readonly progress: (job: Job) => { readonly done: number; readonly total: number };
  readonly cancel: (signal: AbortSignal) => Promise<unknown>;
  /** Said when Ctrl-C has cancelled it. */
  readonly kept: string;
}

/** Follows a job to its end. Ctrl-C cancels it and keeps what is done. */
export async function followJob<Job extends { readonly state: JobState }>(
  context: CommandContext,
  { name, unit, watch, progress, cancel, kept }: FollowedJob<Job>,
): Promise<Job> {
  const bar = progressBar(name, unit);
  try {
    for (;;) {
      try {
        for await (const job of watch(context.interrupted)) {
          if (job === undefined) continue;
          const { done, total } = progress(job);
          bar.update(done, total);
          if (isFinal(job.state)) return job;
        }
      } catch (error) {
        // A service that is restarted ends the stream, not the job.
        if (!isRookeryError(error) || error.code !== 'UNAVAILABLE') throw error;
      }
    }
  } catch (error) {
    if (!context.interrupted.aborted) throw error;
    bar.end();
    context.note(`cancelling ${name} ...`);
    await cancel(AbortSignal.timeout(CANCEL_MS));
    context.note(kept);
    throw error;
  } finally {
    bar.end();
  }
}

function isFinal(state: JobState): boolean {
  return (
    state === JobState.SUCCEEDED ||
    state === JobState.INCOMPLETE ||
    state === JobState.FAILED ||
    state === JobState.CANCELLED ||
    state === JobState.STOPPED
  );
}
