import { randomUUID } from 'node:crypto';
import { ClientError, Metadata, type ClientMiddleware } from 'nice-grpc';
import { NO_USAGE } from '@rookery/shared-contracts';
import { asRookeryError, type CallReason, RookeryError, withUsage } from '@rookery/shared-errors';
import {
  type AskedModel,
  callerMetadata,
  type Caller,
  type Work,
  workMetadata,
} from '@rookery/shared-runtime';
import { decodeError, DETAILS_KEY } from '../errors/error-details.ts';
import { lossOf } from '../errors/lost-call.ts';
import { callLimit } from './call-limit.ts';

/** Metadata key that names a call in every log on its way. */
export const REQUEST_ID_KEY = 'x-request-id';

/** Metadata key by which a service says, before it answers, that it has asked a model: see CallContext.modelAsked. */
export const MODEL_ASKED_KEY = 'rookery-model-asked';

/** Trailer by which a service tells the gateway which resource a call was about. It ends there. */
export const RESOURCE_KEY = 'rookery-resource';

export interface CallLimits {
  /** Longest the call may take, in milliseconds. The deadline of the call being served holds anyway. */
  timeoutMs?: number | undefined;
}

/** The call being served, from which others are made. */
export type CurrentCall = () =>
  | {
      readonly requestId: string;
      readonly caller: Caller;
      readonly work: Work;
      readonly signal: AbortSignal;
      readonly deadline?: Date | undefined;
      modelAsked(asked: AskedModel): void;
    }
  | undefined;

/**
 * Ties a call to the one being served, if there is one: its request id, its caller, what it is for and what is left of its deadline go along, and its
 * signal cancels this one unless the caller gives another. Failures arrive as RookeryError; of one that came without a word on what it
 * took, such as a cancelled call's, the usage is the one call of a model that is known to have been made.
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
    if (serving !== undefined) {
      const along = [...callerMetadata(serving.caller), ...workMetadata(serving.work)];
      for (const [key, value] of along) metadata.set(key, value);
    }
    const usual = call.requestStream || call.responseStream ? undefined : usualMs;
    const limit = callLimit(serving?.deadline, timeoutMs ?? usual, signal ?? serving?.signal);
    let details: Uint8Array | undefined;
    let asked: AskedModel | undefined;
    try {
      const left = limit.leftMs();
      if (left <= 0)
        throw new RookeryError('DEADLINE_EXCEEDED', 'the deadline passed before the call was made');
      if (left !== Infinity) metadata.set('grpc-timeout', timeoutHeader(left));
      return yield* call.next(call.request, {
        ...rest,
        metadata,
        signal: limit.signal,
        onHeader: (header) => {
          asked = askedIn(header);
          if (asked !== undefined) serving?.modelAsked(asked);
          options.onHeader?.(header);
        },
        onTrailer: (trailer) => {
          details = trailer.get(DETAILS_KEY);
          options.onTrailer?.(trailer);
        },
      });
    } catch (caught) {
      const error =
        caught instanceof ClientError
          ? failureOf(caught, details)
          : (limit.reason() ?? asRookeryError(caught));
      throw asked === undefined || error.usage !== undefined ? error : withUsage(error, ONE_CALL[asked]);
    } finally {
      limit.release();
    }
  };
}

const ONE_CALL = {
  paid: { ...NO_USAGE, calls: 1, unpricedCalls: 1 },
  free: { ...NO_USAGE, calls: 1 },
} as const;

function askedIn(header: Metadata): AskedModel | undefined {
  const word = header.get(MODEL_ASKED_KEY);
  return word === 'paid' || word === 'free' ? word : undefined;
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
