import { createHash } from 'node:crypto';
import { judgeRubric, VERDICT_SCHEMA } from '@rookery/judge-rubric';
import { readVerdict, type Ending, type VerdictReading } from '@rookery/judge-verdict';
import {
  addUsage,
  AnswerState,
  NO_USAGE,
  Purpose,
  type GenerateResponse,
  type JudgeRequest,
  type Message,
  type Usage,
  type Verdict,
} from '@rookery/shared-contracts';
import { asRookeryError, isFromModelServer, isRookeryError, withUsage } from '@rookery/shared-errors';
import { withRetries, type Judged, type RetryPolicy } from '@rookery/shared-concurrency';
import type { Inference } from '@rookery/shared-routing';
import type { Profile } from '@rookery/shared-scenario';
import { wireVerdict } from './wire-verdict.ts';

/** The paper's judge (section 5). */
const TEMPERATURE = 0.7;
const TOP_P = 0.95;

/** The inference worker has retried its model server already; this rides out a worker that is being replaced. */
const TRANSIENT: RetryPolicy = {
  maxAttempts: 3,
  backoff: { firstMs: 250, mostMs: 5_000 },
  longestAskedWaitMs: 30_000,
};

export interface AskOptions {
  /** How often a verdict is asked for until one can be read; at least 1. */
  readonly attempts: number;
  /** Tokens of one verdict at most. */
  readonly maxOutputTokens: number;
}

/** What ends the asking. */
export interface AskLimits {
  readonly signal: AbortSignal;
  readonly deadline?: Date | undefined;
}

/**
 * Asks the judge model until it gives a verdict that can be read, each time with fresh sampling; after the last attempt the
 * verdict is UNSCORED with that attempt's reason. A model server that keeps failing gives UNSCORED JUDGE_UNAVAILABLE.
 * Everything else is an error of the call, with what all attempts took: no worker (UNAVAILABLE), no such model (NOT_FOUND), a
 * request that the server refuses, a spent account, a deadline.
 */
export async function askJudge(
  inference: Inference,
  request: JudgeRequest,
  profile: Profile,
  options: AskOptions,
  limits: AskLimits,
): Promise<Verdict> {
  const messages = judgeRubric.render({ query: request.query, profile, response: request.response });
  const took = { usage: NO_USAGE };
  let simulated = false;
  let reading: VerdictReading | 'unavailable' = 'unavailable';
  let attempt = 0;
  while (attempt < options.attempts && (reading === 'unavailable' || !reading.scored)) {
    attempt += 1;
    const response = await generate(inference, request, messages, attempt, options, limits, took);
    if (response === undefined) {
      reading = 'unavailable';
      break;
    }
    took.usage = addUsage(took.usage, response.usage);
    simulated = response.simulated;
    reading = readVerdict(response.text, endingOf(response));
  }
  return wireVerdict(reading, {
    judgeModel: request.judgeModel,
    attempts: attempt,
    usage: took.usage,
    simulated,
  });
}

/** One answer of the judge model; undefined when its server gave none after all retries. */
async function generate(
  inference: Inference,
  request: JudgeRequest,
  messages: Message[],
  attempt: number,
  { maxOutputTokens }: AskOptions,
  limits: AskLimits,
  took: { usage: Usage },
): Promise<GenerateResponse | undefined> {
  const call = {
    requestId: attemptId(request.requestId, attempt),
    model: request.judgeModel,
    purpose: Purpose.JUDGE,
    messages,
    temperature: TEMPERATURE,
    topP: TOP_P,
    maxOutputTokens: request.maxOutputTokens ?? maxOutputTokens,
    responseSchema: VERDICT_SCHEMA,
    ...(request.seed === undefined ? {} : { seed: attemptSeed(request.seed, attempt) }),
  };
  try {
    return await withRetries(
      TRANSIENT,
      limits,
      () => inference.generate(call, { signal: limits.signal }),
      (caught) => {
        took.usage = addUsage(took.usage, asRookeryError(caught).usage);
        return transience(caught);
      },
    );
  } catch (caught) {
    limits.signal.throwIfAborted();
    if (isModelServerFailure(caught)) return undefined;
    throw withUsage(asRookeryError(caught), took.usage);
  }
}

function transience(caught: unknown): Judged {
  const error = asRookeryError(caught);
  // Without any worker a wait of seconds will not help, and the caller may know better when to come back.
  const hopeless = error.reason === 'NO_WORKER' || error.reason === 'NO_WORKER_LIST';
  const busy = error.reason === 'WORKER_FULL' || error.reason === 'MODEL_RATE_LIMITED';
  const retry = busy || (error.code === 'UNAVAILABLE' && !hopeless);
  return { error, retry, askedWaitMs: error.retryAfterMs };
}

// Only what the model's own server did is a property of the judge and goes on record. A worker that is gone is our own trouble:
// the caller gets an error and may repeat the call, and no result is lost to it.
function isModelServerFailure(caught: unknown): boolean {
  if (!isRookeryError(caught)) return false;
  return (
    (isFromModelServer(caught) && caught.code === 'UNAVAILABLE') || caught.reason === 'MODEL_RATE_LIMITED'
  );
}

function endingOf({ state }: GenerateResponse): Ending {
  if (state === AnswerState.CUT) return 'cut';
  return state === AnswerState.FILTERED ? 'filtered' : 'done';
}

// Its own id for each attempt, or the worker would give the unreadable answer again; hashed, because the caller's id may
// be as long as the field allows.
function attemptId(requestId: string, attempt: number): string {
  if (requestId === '') return '';
  return createHash('sha256').update(`judge/${requestId}/${attempt}`).digest('hex');
}

// Seeds far apart, and the first attempt's is the caller's own.
function attemptSeed(seed: number, attempt: number): number {
  return (seed + Math.imul(attempt - 1, 0x9e3779b1)) >>> 0;
}
