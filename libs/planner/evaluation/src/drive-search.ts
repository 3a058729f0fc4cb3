import type { Answer, DrivenSearch, PathEstimate, Question } from '@rookery/shared-core';
import { asRookeryError, type RookeryError } from '@rookery/shared-errors';
import type { Evaluator } from './evaluator.ts';
import { FailureStreak } from './failure-streak.ts';
import { stopping, type Stopping } from './stopping.ts';

/** Why a search ended; anything but the first two marks a best path so far. */
type SearchEnd = 'budget' | 'converged' | 'deadline' | 'cancelled' | 'evaluation_failed';

export interface DriveOptions {
  /** Questions in flight at once, 1 or more. Part of what decides the path: it is the size of the batch. */
  readonly concurrency: number;
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal;
  /** The result comes a moment before it. */
  readonly deadline: Date | undefined;
  /** What is known before the first question. */
  readonly known: bigint;
}

/** Where a search stands. */
export interface SearchReport {
  /** Evaluations told with a score. */
  readonly evaluations: number;
  /** Evaluations that gave no score. */
  readonly unscored: number;
  readonly budget: number;
  readonly best: PathEstimate;
}

/** How a search ended. */
export interface SearchResult extends SearchReport {
  readonly end: SearchEnd;
  /** Mean score with nothing asked; undefined when no such evaluation was made. */
  readonly startValue: number | undefined;
}

/** Reports, then the result, then nothing. */
export type SearchEvent =
  | { readonly kind: 'report'; readonly report: SearchReport }
  | { readonly kind: 'result'; readonly result: SearchResult };

interface InFlight {
  readonly question: Question;
  /** Never rejects. */
  readonly outcome: Promise<Outcome>;
}

interface Outcome {
  readonly answer: Answer;
  /** Why the answer is a failure, when a call failed. */
  readonly error?: RookeryError;
}

/**
 * Drives a search to its end: keeps `concurrency` questions in flight, yields a report after each as many
 * evaluations and the result at the end. A reader that leaves cancels what is in flight. Answers are told in the order of the questions, however they arrive, and a new question is asked for each
 * one told, so what the search asks next never depends on timing: the same seed and the same answers give the
 * same path.
 *
 * Failed evaluations are told as failed. Too many in a row end the search with the best path so far.
 * @throws RookeryError the evaluator's error, when no evaluation has succeeded and going on is pointless: at once
 *   for NOT_FOUND and refusals, else after too many failures in a row
 */
export async function* driveSearch(
  search: DrivenSearch,
  evaluator: Evaluator,
  options: DriveOptions,
): AsyncGenerator<SearchEvent, void, undefined> {
  using stop = stopping(options.signal, options.deadline);
  const failures = new FailureStreak(options.concurrency);
  const startRewards: number[] = [];
  const inFlight: InFlight[] = [];
  let reported = 0;

  const end = async (why: SearchEnd): Promise<SearchEvent> => ({
    kind: 'result',
    result: { ...(await report(search)), end: why, startValue: mean(startRewards) },
  });

  while (stop.reason === undefined) {
    for (const question of await search.ask(options.concurrency - inFlight.length)) {
      inFlight.push({ question, outcome: outcomeOf(question, evaluator, stop.signal) });
    }
    const next = inFlight.shift();
    if (next === undefined) {
      yield await end((await usedUp(search)) ? 'budget' : 'converged');
      return;
    }
    const outcome = await unlessStopped(next.outcome, stop);
    // What was in flight when the search had to end has failed for that reason alone.
    if (outcome === undefined) break;
    await search.tell([outcome.answer]);
    if (outcome.answer.kind === 'failed') {
      if (failures.failure(next.question.kind, outcome.error)) {
        yield await end('evaluation_failed');
        return;
      }
    } else if (outcome.answer.kind === 'reward') {
      failures.success();
      if (isStart(next.question, options.known)) startRewards.push(outcome.answer.reward);
    }
    const answered = await evaluationsAnswered(search);
    if (answered - reported >= options.concurrency) {
      reported = answered;
      yield { kind: 'report', report: await report(search) };
    }
  }
  yield await end(stop.reason ?? 'cancelled');
}

async function outcomeOf(question: Question, evaluator: Evaluator, signal: AbortSignal): Promise<Outcome> {
  const { id } = question;
  try {
    if (question.kind === 'evaluate') {
      const reward = await evaluator.evaluate(question.subset, id, signal);
      return { answer: reward === undefined ? { kind: 'failed', id } : { kind: 'reward', id, reward } };
    }
    const weights = await evaluator.rank(question.state, signal);
    return { answer: weights === undefined ? { kind: 'failed', id } : { kind: 'weights', id, weights } };
  } catch (caught) {
    return { answer: { kind: 'failed', id }, error: asRookeryError(caught) };
  }
}

// Does not wait for calls that are slow to notice that they were cancelled: the caller's deadline is near.
async function unlessStopped(outcome: Promise<Outcome>, stop: Stopping): Promise<Outcome | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stopped = () => {
    resolve(undefined);
  };
  stop.signal.addEventListener('abort', stopped);
  try {
    const first = await Promise.race([outcome, promise]);
    return stop.reason === undefined ? first : undefined;
  } finally {
    stop.signal.removeEventListener('abort', stopped);
  }
}

async function report(search: DrivenSearch): Promise<SearchReport> {
  const { evaluationsTold, evaluationsFailed, budget } = await search.progress();
  return {
    evaluations: evaluationsTold,
    unscored: evaluationsFailed,
    budget,
    best: await search.bestPath(),
  };
}

async function evaluationsAnswered(search: DrivenSearch): Promise<number> {
  const { evaluationsTold, evaluationsFailed } = await search.progress();
  return evaluationsTold + evaluationsFailed;
}

async function usedUp(search: DrivenSearch): Promise<boolean> {
  const { evaluationsAsked, budget } = await search.progress();
  return evaluationsAsked >= budget;
}

function isStart(question: Question, known: bigint): boolean {
  return question.kind === 'evaluate' && question.subset === known;
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
