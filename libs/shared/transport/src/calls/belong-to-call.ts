import { randomUUID } from 'node:crypto';
import { ClientError, Metadata, Status, type ClientMiddleware } from 'nice-grpc';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { callerMetadata, type Caller } from '@rookery/shared-runtime';
import { decodeError, DETAILS_KEY } from '../errors/error-details.ts';
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
      if (caught instanceof ClientError) throw decodeError(statusOf(caught), caught.details, details, caught);
      throw limit.reason() ?? asRookeryError(caught);
    } finally {
      limit.release();
    }
  };
}

/**
 * What grpc-js says when a service was killed, or cut its connections, while a call was in flight and nobody on this
 * side cancelled it: a lost connection like any other. Our services always send a status of their own.
 */
const LOST = /Call ended without gRPC status|^Call cancelled$/;

function statusOf(error: ClientError): Status {
  return LOST.test(error.details) ? Status.UNAVAILABLE : error.code;
}

// The header takes at most eight digits; in seconds that is three years.
function timeoutHeader(ms: number): string {
  return ms < 1e8 ? `${Math.ceil(ms)}m` : `${Math.min(99_999_999, Math.ceil(ms / 1000))}S`;
}
