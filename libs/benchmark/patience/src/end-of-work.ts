import type { RookeryError } from '@rookery/shared-errors';
import type { JobEnd } from '@rookery/shared-jobs';
import { MOST_BUSY_MS } from './patience.ts';

/**
 * How a job ends because of a failure that everything else in it would meet as well, until somebody pays, changes a key or a
 * permission, or a long time has passed; undefined for any other failure. Such a job can be resumed.
 *
 * @param of the models that were asked, for the words
 */
export function endOfWork(
  { reason, message, retryAfterMs = 0 }: RookeryError,
  of: string,
): JobEnd | undefined {
  switch (reason) {
    case 'MODEL_QUOTA_SPENT':
      return {
        state: 'stopped',
        reason: `no money is left at the server of ${of}: ${message}. Pay, then resume`,
      };
    case 'MODEL_SERVER_REFUSES_KEY':
      return { state: 'failed', reason: `the key of ${of} is refused: ${message}. Mend it, then resume` };
    case 'DATABASE_DENIES':
      return { state: 'failed', reason: `${message}. Mend that, then resume` };
    case 'MODEL_RATE_LIMITED':
    case undefined:
      if (retryAfterMs <= MOST_BUSY_MS) return undefined;
      return {
        state: 'stopped',
        reason: `the server of ${of} asks to wait ${Math.round(retryAfterMs / 1000)} s; resume after ${untilMinute(retryAfterMs)}`,
      };
    default:
      return undefined;
  }
}

/** `2026-11-30 14:05 UTC`. */
function untilMinute(fromNowMs: number): string {
  const until = new Date(Date.now() + fromNowMs).toISOString();
  return `${until.slice(0, 10)} ${until.slice(11, 16)} UTC`;
}
