import { withRetries } from '@rookery/shared-concurrency';
import { asRookeryError } from '@rookery/shared-errors';
import type { Attempt } from '@rookery/shared-jobs';
import { isPlannerFailure } from '@rookery/shared-planner-backend';

const BACKOFF = { firstMs: 250, mostMs: 5_000 };

/**
 * Plays; a planner that cannot be reached is tried again, because whoever watches over it may start it again. The job says
 * meanwhile what it waits for.
 * @param patienceMs how long after the first failure it is tried again, milliseconds
 * @throws what playing throws at last; the signal's reason
 */
export async function untilDead<T>(
  patienceMs: number,
  attempt: Pick<Attempt, 'signal' | 'explain'>,
  play: () => Promise<T>,
): Promise<T> {
  const waiting: { until?: Date } = {};
  const limits = {
    signal: attempt.signal,
    get deadline() {
      return waiting.until;
    },
  };
  const policy = { maxAttempts: Infinity, backoff: BACKOFF, longestAskedWaitMs: 0 };
  const once = async (): Promise<T> => {
    try {
      return await play();
    } catch (caught) {
      if (isGone(caught)) {
        waiting.until ??= new Date(Date.now() + patienceMs);
        await attempt.explain(asRookeryError(caught).message);
      }
      throw caught;
    }
  };
  try {
    return await withRetries(policy, limits, once, (caught) => ({
      error: asRookeryError(caught),
      retry: isGone(caught),
    }));
  } finally {
    if (waiting.until !== undefined && !attempt.signal.aborted) await attempt.explain('');
  }
}

/** Whether it is a planner that may come back: one that breaks its contract does so again. */
function isGone(caught: unknown): boolean {
  return isPlannerFailure(caught) && asRookeryError(caught).code === 'UNAVAILABLE';
}
