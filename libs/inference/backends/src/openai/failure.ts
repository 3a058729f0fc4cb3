import { type CallReason, isRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Judged } from '@rookery/shared-concurrency';
import { APIConnectionError, APIError } from 'openai';
import { retryAfterMs } from './retry-after.ts';

/** A slow-down without a time: callers are told to wait this long, in milliseconds. */
const UNSAID_WAIT_MS = 1000;

/** The server answered, but not with something that can be used; asking again may help. */
export class BrokenAnswer extends Error {
  constructor(what: string, cause?: unknown) {
    super(what, { cause });
    this.name = 'BrokenAnswer';
  }
}

/** The server went quiet for longer than allowed; asking again may help. */
export class Stalled extends Error {
  constructor(afterMs: number) {
    super(`the model server sent nothing for ${afterMs} ms`);
    this.name = 'Stalled';
  }
}

/**
 * What a failed request means. Rate limits and transient faults (connection, 408, 409, 5xx, broken or stalled
 * answers) are worth repeating, the rest is permanent. The server's own message is never passed on: it may
 * quote the prompt or the key.
 */
export function judgeFailure(caught: unknown, model: string): Judged {
  if (isRookeryError(caught)) return { error: caught, retry: false };
  if (caught instanceof Stalled) return transient(caught.message, 'MODEL_SERVER_STALLED', caught);
  if (caught instanceof BrokenAnswer) return transient(caught.message, 'MODEL_SERVER_BROKEN_ANSWER', caught);
  if (caught instanceof APIConnectionError) {
    return transient('the model server cannot be reached', 'MODEL_SERVER_UNREACHABLE', caught);
  }
  if (isApiError(caught)) {
    return caught.status === undefined
      ? transient('the model server sent an error in its stream', 'MODEL_SERVER_FAILED', caught)
      : judgeStatus(caught, model);
  }
  // What is left comes from reading the body: not JSON, or the connection broke in the middle of it.
  return transient('the model server broke off its answer', 'MODEL_SERVER_BROKEN_ANSWER', caught);
}

// The class alone leaves its type parameters open.
function isApiError(caught: unknown): caught is APIError {
  return caught instanceof APIError;
}

function judgeStatus(caught: APIError, model: string): Judged {
  const status: number = caught.status ?? 0;
  const said = `the model server answered ${status}${codeOf(caught)}`;
  const askedWaitMs = retryAfterMs(caught.headers, Date.now());
  if (status === 429 && caught.code !== 'insufficient_quota') {
    const error = new RookeryError('RESOURCE_EXHAUSTED', `${said}: too many requests`, {
      cause: caught,
      reason: 'MODEL_RATE_LIMITED',
      retryAfterMs: askedWaitMs ?? UNSAID_WAIT_MS,
    });
    return { error, retry: true, askedWaitMs };
  }
  if (status === 408 || status === 409 || status >= 500) {
    return { ...transient(said, 'MODEL_SERVER_FAILED', caught, askedWaitMs), askedWaitMs };
  }
  return { error: permanent(status, said, caught, model), retry: false };
}

function permanent(status: number, said: string, cause: APIError, model: string): RookeryError {
  switch (status) {
    case 401:
    case 403:
      return new RookeryError(
        'FAILED_PRECONDITION',
        `${said}; check OPENAI_API_KEY of the inference worker`,
        {
          cause,
          reason: 'MODEL_SERVER_REFUSES_KEY',
        },
      );
    case 404:
      return new RookeryError('NOT_FOUND', `model: the model server does not know ${model}`, {
        cause,
        reason: 'MODEL_UNKNOWN',
        violations: [{ field: 'model', description: `the model server does not know ${model}` }],
      });
    case 429:
      return new RookeryError('RESOURCE_EXHAUSTED', `${said}: the account has no quota left`, {
        cause,
        reason: 'MODEL_QUOTA_SPENT',
      });
    default:
      return new RookeryError('INVALID_ARGUMENT', `${said}: it refuses this request for ${model}`, {
        cause,
        reason: 'MODEL_SERVER_REFUSES_REQUEST',
      });
  }
}

function transient(what: string, reason: CallReason, cause: unknown, waitMs?: number): Judged {
  const error = new RookeryError('UNAVAILABLE', what, {
    cause,
    reason,
    retryAfterMs: waitMs ?? UNSAID_WAIT_MS,
  });
  return { error, retry: true };
}

// Only what looks like an identifier: some servers put prose there.
function codeOf(caught: APIError): string {
  return /^[A-Za-z0-9_.-]{1,60}$/.test(caught.code ?? '') ? ` (${caught.code})` : '';
}
