import { isRookeryError } from '@rookery/shared-errors';
import { backoffMs, waitOrAbort } from '@rookery/shared-retry';

const PAUSE = { firstMs: 100, mostMs: 3000 };

/** Waits before the database is tried again after so many failures in a row. */
export function databasePause(failures: number, signal: AbortSignal): Promise<void> {
  return waitOrAbort(backoffMs(PAUSE, failures, Math.random()), signal);
}

/**
 * Repeats reads and idempotent writes until the database takes them: it may be restarting, and a run outlives that. Ends
 * with the signal's reason.
 */
export async function persist<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (caught) {
      if (!isOutage(caught)) throw caught;
      await databasePause(failures, signal);
    }
  }
}

/**
 * Whether the database was away, and not the statement wrong: a failed connection (its code is Node's, or it has none and
 * comes from the driver), SQLSTATE class 08 (connection), 53 (resources), 57 (shutdown, starting up), 40 (deadlock).
 */
function isOutage(caught: unknown): boolean {
  // By shape and not by class: test runners give Node's own errors another one.
  if (typeof caught !== 'object' || caught === null || isRookeryError(caught)) return false;
  const code = 'code' in caught ? String(caught.code) : '';
  if (/^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)) return /^(08|40|53|57)/.test(code);
  return code !== '' || ('message' in caught && /connection|timeout/i.test(String(caught.message)));
}
