import { randomUUID } from 'node:crypto';
import { ClientError, Metadata, type ClientMiddleware } from 'nice-grpc';
import { asRookeryError, type CallReason, RookeryError } from '@rookery/shared-errors';
import { callerMetadata, type Caller } from '@rookery/shared-runtime';
import { decodeError, DETAILS_KEY } from '../errors/error-details.ts';
import { lossOf } from '../errors/lost-call.ts';
import { callLimit } from './call-limit.ts';

/** Metadata key that names a call in every log on its way. */
export const REQUEST_ID_KEY = 'x-request-id';

export interface CallLimits {
  /** Longest the call may take, in milliseconds. The deadline of the call being served holds anyway. */
  timeoutMs?: number | undefined;
}

/** The call being served, from which others are made. */
export type CurrentCall = () =>
  | {
      readonly requestId: string;
      readonly caller: Caller;
      readonly signal: AbortSignal;
      readonly deadline?: Date | undefined;
    }
  | undefined;

/**
 * Ties a call to the one being served, if there is one: its request id, its caller and what is left of its deadline go along, and its
 * signal cancels this one unless the caller gives another. Failures arrive as RookeryError.
 * @param usualMs limit of calls that answer once and say none, in milliseconds; undefined: none
 */
export function belongToCall(
  currentCall: CurrentCall,
  usualMs: number | undefined,
): ClientMiddleware<CallLimits> {
  return async function* belong(call, options) {
    const { timeoutMs, signal, metadata: given, ...rest } = options;
    const serving = currentCall();
    const metadata = Metadata(given);
    if (!metadata.has(REQUEST_ID_KEY)) metadata.set(REQUEST_ID_KEY, serving?.requestId ?? randomUUID());
    for (const [key, value] of serving === undefined ? [] : callerMetadata(serving.caller))
      metadata.set(key, value);
    const usual = call.requestStream || call.responseStream ? undefined : usualMs;
    const limit = callLimit(serving?.deadline, timeoutMs ?? usual, signal ?? serving?.signal);
    let details: Uint8Array | undefined;
    try {
      const left = limit.leftMs();
      if (left <= 0)
        throw new RookeryError('DEADLINE_EXCEEDED', 'the deadline passed before the call was made');
      if (left !== Infinity) metadata.set('grpc-timeout', timeoutHeader(left));
      return yield* call.next(call.request, {
        ...rest,
        metadata,
        signal: limit.signal,
        onTrailer: (trailer) => {
          details = trailer.get(DETAILS_KEY);
          options.onTrailer?.(trailer);
        },
      });
    } catch (caught) {
      if (caught instanceof ClientError) throw failureOf(caught, details);
      throw limit.reason() ?? asRookeryError(caught);
    } finally {
      limit.release();
    }
  };
}

const LOST_IN_WORDS: Readonly<Partial<Record<CallReason, string>>> = {
  CONNECTION_LOST: 'the connection was lost before the call ended',
  CALL_REFUSED: 'the service refused the call before it began',
};

function failureOf(caught: ClientError, details: Uint8Array | undefined): RookeryError {
  // Where there are details, the service itself has spoken.
  const reason = details === undefined ? lossOf(caught) : undefined;
  if (reason === undefined) return decodeError(caught.code, caught.details, details, caught);
  const message = LOST_IN_WORDS[reason] ?? `the call was broken off on its way (${caught.details})`;
  return new RookeryError('UNAVAILABLE', message, { reason, cause: caught });
}

// The header takes at most eight digits; in seconds that is three years.
function timeoutHeader(ms: number): string {
  return ms < 1e8 ? `${Math.ceil(ms)}m` : `${Math.min(99_999_999, Math.ceil(ms / 1000))}S`;
}
