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
import { asRookeryError, isFromModelServer, type RookeryError, withUsage } from '@rookery/shared-errors';
import { withRetries, type Judged, type RetryPolicy } from '@rookery/shared-concurrency';
import type { GenerateCall, Inference } from '@rookery/shared-routing';
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
 * verdict is UNSCORED with that attempt's reason. A content filter is not asked twice. A model server that keeps failing gives
 * UNSCORED JUDGE_UNAVAILABLE. Everything else is an error of the call, which carries what was taken until then: no worker
 * (UNAVAILABLE), no such model (NOT_FOUND), a request that the server refuses, a spent account, a wait that is too long, a deadline.
 */
export async function askJudge(
  inference: Inference,
  request: JudgeRequest,
  profile: Profile,
  options: AskOptions,
  limits: AskLimits,
): Promise<Verdict> {
  const messages = judgeRubric.render({ query: request.query, profile, response: request.response });
  const taken = new Taken();
  let response: GenerateResponse | undefined;
  let reading: VerdictReading | 'unavailable' = 'unavailable';
  let attempt = 0;
  // Some servers enforce a schema so that nothing is left to say: then the verdict is asked for in words.
  let inWords = false;
  while (attempt < options.attempts) {
    attempt += 1;
    const call = generateCall(request, messages, attempt, options, inWords);
    response = await generate(inference, call, limits, taken);
    reading = response === undefined ? 'unavailable' : readingOf(response);
    inWords ||= response?.state === AnswerState.EMPTY;
    if (response === undefined || isLastWord(reading)) break;
  }
  return wireVerdict(reading, {
    judgeModel: request.judgeModel,
    attempts: attempt,
    usage: taken.usage,
    simulated: response?.simulated ?? false,
    words: response?.text ?? '',
  });
}

/** What the calls for one verdict took, the failed ones included. */
class Taken {
  usage = NO_USAGE;

  add(usage: Usage | undefined): void {
    this.usage = addUsage(this.usage, usage);
  }
}

function generateCall(
  request: JudgeRequest,
  messages: Message[],
  attempt: number,
  options: AskOptions,
  inWords: boolean,
): GenerateCall {
  return {
    requestId: attemptId(request.requestId, attempt),
    model: request.judgeModel,
    purpose: Purpose.JUDGE,
    messages,
    temperature: TEMPERATURE,
    topP: TOP_P,
    maxOutputTokens: request.maxOutputTokens ?? options.maxOutputTokens,
    responseSchema: inWords ? '' : VERDICT_SCHEMA,
    ...(request.seed === undefined ? {} : { seed: attemptSeed(request.seed, attempt) }),
  };
}

/** One answer of the judge model; undefined when its server gave none after all retries. */
async function generate(
  inference: Inference,
  call: GenerateCall,
  { signal, deadline }: AskLimits,
  taken: Taken,
): Promise<GenerateResponse | undefined> {
  try {
    const response = await withRetries(
      TRANSIENT,
      { signal, deadline },
      () => inference.generate(call, { signal }),
      (caught) => {
        const judged = transience(caught);
        taken.add(judged.error.usage);
        return judged;
      },
    );
    taken.add(response.usage);
    return response;
  } catch (caught) {
    signal.throwIfAborted();
    const error = asRookeryError(caught);
    if (isModelServerFailure(error)) return undefined;
    throw withUsage(error, taken.usage);
  }
}

function transience(caught: unknown): Judged & { readonly error: RookeryError } {
  const error = asRookeryError(caught);
  // Without any worker a wait of seconds will not help, and the caller may know better when to come back.
  const hopeless = error.reason === 'NO_WORKER' || error.reason === 'NO_WORKER_LIST';
  const busy = error.reason === 'WORKER_FULL' || error.reason === 'MODEL_RATE_LIMITED';
  const retry = busy || (error.code === 'UNAVAILABLE' && !hopeless);
  return { error, retry, askedWaitMs: error.retryAfterMs };
}

// Only what the model's own server did is a property of the judge and goes on record. A worker that is gone is our own trouble:
// the caller gets an error and may repeat the call, and no result is lost to it. So does one that is told to come back later
// than is waited for here.
function isModelServerFailure(error: RookeryError): boolean {
  if (error.reason === 'MODEL_RATE_LIMITED') {
    return (error.retryAfterMs ?? 0) <= TRANSIENT.longestAskedWaitMs;
  }
  return isFromModelServer(error) && error.code === 'UNAVAILABLE';
}

/** A torn answer is the server's failure, and says nothing of the judge. */
function readingOf({ text, state }: GenerateResponse): VerdictReading | 'unavailable' {
  return state === AnswerState.TORN ? 'unavailable' : readVerdict(text, endingOf(text, state));
}

function endingOf(text: string, state: AnswerState): Ending {
  if (state === AnswerState.FILTERED) return 'filtered';
  if (state !== AnswerState.CUT) return 'done';
  return text.trim() === '' ? 'spent' : 'cut';
}

/** Whether asking again cannot be hoped to give more. */
function isLastWord(reading: VerdictReading | 'unavailable'): boolean {
  return reading !== 'unavailable' && (reading.scored || reading.reason === 'filtered');
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
