import { createHash } from 'node:crypto';
import type { Ending, UnscoredReason } from '@rookery/judge-verdict';
import {
  addUsage,
  AnswerState,
  NO_USAGE,
  Purpose,
  type GenerateResponse,
  type Message,
  type Usage,
} from '@rookery/shared-contracts';
import { asRookeryError, isFromModelServer, type RookeryError, withUsage } from '@rookery/shared-errors';
import { withRetries, type Judged, type RetryPolicy } from '@rookery/shared-concurrency';
import type { GenerateCall, Inference } from '@rookery/shared-routing';

/** The paper's judge (section 5). */
const TEMPERATURE = 0.7;
const TOP_P = 0.95;

/** The sampling of every verdict, as caches know it. */
export const SAMPLING = { temperature: TEMPERATURE, topP: TOP_P } as const;

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

/** One thing to ask a judge model. */
export interface Question {
  readonly judgeModel: string;
  readonly messages: Message[];
  /** JSON Schema of what is wanted. */
  readonly schema: string;
  /** Names the effect; empty: every call is its own. */
  readonly requestId: string;
  readonly seed: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** By the batch of its server. */
  readonly batch: boolean;
}

/** What a reader makes of an answer: something, or why there is nothing. */
export type Reading = { readonly scored: true } | { readonly scored: false; readonly reason: UnscoredReason };

/** What came of it. */
export interface Asked<Read> {
  /** `unavailable`: the judge model's server gave no answer. */
  readonly reading: Read | 'unavailable';
  /** What was answered last; undefined when nothing was. */
  readonly response: GenerateResponse | undefined;
}

/** What all calls for one verdict took, the failed ones included. */
export class Taken {
  usage = NO_USAGE;
  attempts = 0;
  latencyMs = 0;

  add(usage: Usage | undefined): void {
    this.usage = addUsage(this.usage, usage);
  }
}

/**
 * Asks the judge model until it gives an answer that can be read, each time with fresh sampling; after the last attempt that attempt's
 * reason counts. A content filter is not asked twice. Everything but a model server that keeps failing is an error of the call, which
 * carries what was taken until then: no worker (UNAVAILABLE), no such model (NOT_FOUND), a request that the server refuses, a spent
 * account, a wait that is too long, a deadline.
 */
export async function askUntilRead<Read extends Reading>(
  inference: Inference,
  question: Question,
  read: (text: string, ending: Ending) => Read,
  taken: Taken,
  options: AskOptions,
  limits: AskLimits,
): Promise<Asked<Read>> {
  let asked: Asked<Read> = { reading: 'unavailable', response: undefined };
  // Some servers enforce a schema so that nothing is left to say: then the verdict is asked for in words.
  let inWords = false;
  for (let attempt = 1; attempt <= options.attempts; attempt += 1) {
    taken.attempts += 1;
    const call = generateCall(question, attempt, options, inWords);
    const response = await generate(inference, call, limits, taken);
    asked = { reading: response === undefined ? 'unavailable' : readingOf(response, read), response };
    inWords ||= response?.state === AnswerState.EMPTY;
    if (response === undefined || isLastWord(asked.reading)) break;
  }
  return asked;
}

function generateCall(
  { judgeModel, messages, schema, requestId, seed, maxOutputTokens, batch }: Question,
  attempt: number,
  options: AskOptions,
  inWords: boolean,
): GenerateCall {
  return {
    requestId: attemptId(requestId, attempt),
    model: judgeModel,
    purpose: Purpose.JUDGE,
    messages,
    temperature: TEMPERATURE,
    topP: TOP_P,
    maxOutputTokens: maxOutputTokens ?? options.maxOutputTokens,
    responseSchema: inWords ? '' : schema,
    batch,
    ...(seed === undefined ? {} : { seed: attemptSeed(seed, attempt) }),
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
    taken.latencyMs += response.latencyMs;
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
function readingOf<Read>(
  { text, state }: GenerateResponse,
  read: (text: string, ending: Ending) => Read,
): Read | 'unavailable' {
  return state === AnswerState.TORN ? 'unavailable' : read(text, endingOf(text, state));
}

function endingOf(text: string, state: AnswerState): Ending {
  if (state === AnswerState.FILTERED) return 'filtered';
  if (state !== AnswerState.CUT) return 'done';
  return text.trim() === '' ? 'spent' : 'cut';
}

/** Whether asking again cannot be hoped to give more. */
function isLastWord(reading: Reading | 'unavailable'): boolean {
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

/** The seed of one part of a request; undefined where the request has none. */
export function partSeed(seed: number | undefined, part: string): number | undefined {
  if (seed === undefined) return undefined;
  return createHash('sha256').update(`${seed}/${part}`).digest().readUInt32BE(0);
}

/** The id of one part of a request; empty where the request has none. */
export function partId(requestId: string, part: string): string {
  return requestId === '' ? '' : `${requestId}/${part}`;
}
