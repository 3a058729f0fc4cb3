import { type CallReason, isRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Judged } from '@rookery/shared-concurrency';
import { BrokenAnswer, Stalled, Unreachable } from './faults.ts';
import { Refusal } from './refusal.ts';
import { lengthsIn, type RequestLengths } from './request-lengths.ts';
import { type RefusalKind, sortedRefusal } from './sorted-refusal.ts';

/** A slow-down without a time: callers are told to wait this long, in milliseconds. */
const UNSAID_WAIT_MS = 1000;

/** vLLM, of every call that is not of people. */
const NO_PRIORITY = /priority scheduling is not enabled/i;
const NO_PRIORITY_HINT =
  ', because it has a priority; start vLLM with --scheduling-policy priority, or the inference worker without ROOKERY_OPENAI_PRIORITY';

/** What a request was, as far as its failure is concerned. */
export interface AskedFor {
  readonly model: string;
  /** Its length as estimated here, in tokens. */
  readonly promptTokens: number;
  /** The most tokens that it asked for. */
  readonly limit: number;
}

/** What a refusal means for this request. */
export function kindOfRefusal(refusal: Refusal, { limit }: AskedFor): RefusalKind {
  return sortedRefusal(refusal, lengthsIn(refusal.said, limit) !== undefined);
}

/**
 * What a failed request means. Asking to slow down and transient faults (connection, 408, 409, 425, 5xx, broken or stalled
 * answers) are worth repeating, the rest is not; see RefusalKind. The server's own message is never passed on: it may
 * quote the prompt or the key.
 */
export function judgeFailure(caught: unknown, asked: AskedFor): Judged {
  if (isRookeryError(caught)) return { error: caught, retry: isPassing(caught) };
  if (caught instanceof Refusal) return judgeRefusal(caught, asked);
  if (caught instanceof Stalled) return transient(caught.message, 'MODEL_SERVER_STALLED', caught);
  if (caught instanceof BrokenAnswer) {
    const judged = transient(caught.message, 'MODEL_SERVER_BROKEN_ANSWER', caught);
    return { ...judged, retry: caught.passing };
  }
  if (caught instanceof Unreachable) {
    const why = caught.why === '' ? '' : ` (${caught.why})`;
    return transient(
      `${caught.message}${why}; check OPENAI_BASE_URL of the inference worker`,
      'MODEL_SERVER_UNREACHABLE',
      caught,
    );
  }
  return {
    error: new RookeryError('INTERNAL', 'asking the model server failed', { cause: caught }),
    retry: false,
  };
}

/** A batch has ended without this request, and another one may do it; or the server could not be examined, and may be soon. */
function isPassing({ code, reason }: RookeryError): boolean {
  return (
    code === 'UNAVAILABLE' && (reason === 'MODEL_SERVER_FAILED' || reason === 'MODEL_SERVER_UNREACHABLE')
  );
}

function judgeRefusal(refusal: Refusal, asked: AskedFor): Judged {
  const { status, askedWaitMs } = refusal;
  const said = `the model server answered ${status}${refusal.word === '' ? '' : ` (${refusal.word})`}`;
  const lasting = (
    code: RookeryError['code'],
    reason: CallReason,
    message: string,
    metadata: Readonly<Record<string, string>> = {},
  ): Judged => ({
    error: new RookeryError(code, message, { cause: refusal, reason, metadata }),
    retry: false,
  });
  switch (kindOfRefusal(refusal, asked)) {
    case 'filtered':
      return lasting(
        'FAILED_PRECONDITION',
        'MODEL_ANSWER_FILTERED',
        `${said}: its content filter stopped the request`,
      );
    case 'too_long':
      return tooLong(refusal, asked, said);
    case 'no_money':
      return lasting('RESOURCE_EXHAUSTED', 'MODEL_QUOTA_SPENT', `${said}: the account has no quota left`);
    case 'over_rate':
      return lasting(
        'RESOURCE_EXHAUSTED',
        'MODEL_REQUEST_OVER_RATE',
        `${said}: this request alone is more than it lets through in its time; a smaller one, or a higher limit of the account, is needed`,
      );
    case 'slow_down': {
      const error = new RookeryError('RESOURCE_EXHAUSTED', `${said}: too many requests`, {
        cause: refusal,
        reason: 'MODEL_RATE_LIMITED',
        retryAfterMs: askedWaitMs ?? UNSAID_WAIT_MS,
      });
      return { error, retry: true, askedWaitMs };
    }
    case 'down':
      return { ...transient(said, 'MODEL_SERVER_FAILED', refusal, askedWaitMs), askedWaitMs };
    case 'refuses_us':
      return lasting(
        'FAILED_PRECONDITION',
        'MODEL_SERVER_REFUSES_KEY',
        `${said}; check OPENAI_API_KEY of the inference worker`,
      );
    case 'no_model':
      return unknownModel(`the model server does not know ${asked.model}`, asked, refusal);
    case 'no_address':
      return unknownModel(
        `the model server answers no such call there (${status}), so ${asked.model} cannot be asked; check OPENAI_BASE_URL of the inference worker, which usually ends in /v1`,
        asked,
        refusal,
      );
    case 'callers':
      return lasting(
        'INVALID_ARGUMENT',
        'MODEL_SERVER_REFUSES_REQUEST',
        `${said}: it refuses this request for ${asked.model}${NO_PRIORITY.test(refusal.said) ? NO_PRIORITY_HINT : ''}`,
      );
  }
}

function tooLong(refusal: Refusal, asked: AskedFor, said: string): Judged {
  const lengths: Partial<RequestLengths> = lengthsIn(refusal.said, asked.limit) ?? {};
  const counted = lengths.prompt !== undefined;
  const prompt = lengths.prompt ?? asked.promptTokens;
  const most = lengths.context === undefined ? 'less' : `at most ${lengths.context}`;
  // A text for a vector has no answer.
  const answer = asked.limit === 0 ? '' : ` and an answer of up to ${asked.limit}`;
  const error = new RookeryError(
    'FAILED_PRECONDITION',
    `${said}: the request is too long for ${asked.model}: ${counted ? '' : 'about '}${prompt} tokens${answer}, and it takes ${most}`,
    {
      cause: refusal,
      reason: 'MODEL_REQUEST_TOO_LONG',
      metadata: {
        prompt_tokens: String(prompt),
        ...(lengths.context !== undefined && { context_tokens: String(lengths.context) }),
      },
    },
  );
  return { error, retry: false };
}

function unknownModel(description: string, { model }: AskedFor, cause: Refusal): Judged {
  const error = new RookeryError('NOT_FOUND', `model: ${description}`, {
    cause,
    reason: 'MODEL_UNKNOWN',
    violations: [{ field: 'model', description }],
    metadata: { model },
  });
  return { error, retry: false };
}

function transient(what: string, reason: CallReason, cause: unknown, waitMs?: number): Judged {
  const error = new RookeryError('UNAVAILABLE', what, {
    cause,
    reason,
    retryAfterMs: waitMs ?? UNSAID_WAIT_MS,
  });
  return { error, retry: true };
}
