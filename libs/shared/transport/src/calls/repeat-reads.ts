import { setTimeout as delay } from 'node:timers/promises';
import { ClientError, Status, type ClientMiddleware } from 'nice-grpc';
import { lossOf } from '../errors/lost-call.ts';

const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;

/**
 * Repeats unary calls that their contract marks `idempotency_level = NO_SIDE_EFFECTS` when the service was
 * UNAVAILABLE or the call was lost on its way, with growing, jittered pauses, until the signal of the call ends it.
 */
export const repeatReads: ClientMiddleware = async function* repeatReads(call, options) {
  const isRead = call.method.options.idempotencyLevel === 'NO_SIDE_EFFECTS';
  if (!isRead || call.requestStream || call.responseStream) return yield* call.next(call.request, options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return yield* call.next(call.request, options);
    } catch (caught) {
      const unavailable =
        caught instanceof ClientError && (caught.code === Status.UNAVAILABLE || lossOf(caught) !== undefined);
      if (!unavailable || attempt === MOST_ATTEMPTS) throw caught;
      // Jitter over the whole pause: callers that failed together must not come back together.
      const pause = FIRST_PAUSE_MS * 2 ** attempt * Math.random();
      await delay(pause, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
};
