import { RookeryError } from '@rookery/shared-errors';
import type { BatchRow } from './batch-store.ts';

/** Who finds no room comes back then. Milliseconds. */
const FULL_WAIT_MS = 60_000;
/** The account has room for so many tokens in batches; others have to end first. Milliseconds. */
const QUEUE_FULL_WAIT_MS = 300_000;

/** @param most calls that wait at once */
export function full(most: number): RookeryError {
  const what = `${most} calls wait for batches of this worker, its limit`;
  return new RookeryError('RESOURCE_EXHAUSTED', what, { reason: 'WORKER_FULL', retryAfterMs: FULL_WAIT_MS });
}

/** Why a request of an ended batch has no answer. */
export function notDone({ status, word }: BatchRow): RookeryError {
  const said = word === '' ? '' : ` (${word})`;
  if (status === 'failed' && word === 'token_limit_exceeded') {
    return new RookeryError('RESOURCE_EXHAUSTED', `the server takes no further batch at the moment${said}`, {
      reason: 'MODEL_RATE_LIMITED',
      retryAfterMs: QUEUE_FULL_WAIT_MS,
    });
  }
  if (status === 'failed' || status === 'cancelled') {
    const what =
      status === 'failed' ? 'the model server refused the batch' : 'the batch was cancelled at its server';
    return new RookeryError('INVALID_ARGUMENT', `${what}${said}`, {
      reason: 'MODEL_SERVER_REFUSES_REQUEST',
    });
  }
  const what =
    status === 'completed'
      ? 'the batch has ended without an answer to this request'
      : `the batch ended as ${status} before this request was done`;
  return new RookeryError('UNAVAILABLE', what, { reason: 'MODEL_SERVER_FAILED' });
}
