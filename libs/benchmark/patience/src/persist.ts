import { isDatabaseOutage } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { backoffMs, waitOrAbort } from '@rookery/shared-concurrency';

const PAUSE = { firstMs: 100, mostMs: 3000 };

/** Waits before the database is tried again after so many failures in a row. */
export function databasePause(failures: number, signal: AbortSignal): Promise<void> {
  return waitOrAbort(backoffMs(PAUSE, failures, Math.random()), signal);
}

/** Whether the database may take at another time what it did not take now. */
export function databaseAway(caught: unknown): boolean {
  return isDatabaseOutage(caught) || asRookeryError(caught).reason === 'DATABASE_AWAY';
}

/**
 * Repeats reads and idempotent writes until the database takes them: it may be restarting, and a job outlives that. Ends
 * with the signal's reason.
 */
export async function persist<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (caught) {
      if (!databaseAway(caught)) throw caught;
      await databasePause(failures, signal);
    }
  }
}
