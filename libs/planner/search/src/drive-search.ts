import { onAbort } from '@rookery/shared-concurrency';
import type { Answer, PathEstimate, Question } from '@rookery/shared-planner-wasm';
import { asRookeryError, type RookeryError } from '@rookery/shared-errors';
import { isPlannerFailure, type GuardedSearch } from '@rookery/shared-planner-backend';
import type { Evaluator } from './evaluator.ts';
import { FailureStreak } from './failure-streak.ts';
import { stopping, type Stopping } from './stopping.ts';

/** Why a search ended; anything but the first two marks a best path so far. */
type SearchEnd = 'budget' | 'converged' | 'deadline' | 'cancelled' | 'evaluation_failed' | 'planner_failed';

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
  /** What the planner did wrong, for `planner_failed`. */
  readonly plannerFailure: string | undefined;
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
 * Failed evaluations are told as failed. Too many in a row end the search with the best path so far, and so does a planner
 * that fails (see GuardedSearch).
 * @throws RookeryError the evaluator's or the planner's error, when no evaluation has succeeded and going on is pointless:
 *   at once for NOT_FOUND, refusals and a planner that failed, else after too many failures in a row
 */
export async function* driveSearch(
  search: GuardedSearch,
  evaluator: Evaluator,
  options: DriveOptions,
): AsyncGenerator<SearchEvent, void, undefined> {
  using stop = stopping(options.signal, options.deadline);
  const drive = new Drive(search, evaluator, options, stop);
  try {
    yield* drive.reports();
    yield drive.result(await drive.finalPath());
  } catch (caught) {
    if (!isPlannerFailure(caught) || search.progress().evaluationsTold === 0) throw caught;
    yield drive.result(search.lastPath(), asRookeryError(caught).message);
  }
}

class Drive {
  readonly #search: GuardedSearch;
  readonly #evaluator: Evaluator;
  readonly #options: DriveOptions;
  readonly #stop: Stopping;
  readonly #failures: FailureStreak;
  readonly #startRewards: number[] = [];
  readonly #inFlight: InFlight[] = [];
  #end: SearchEnd | undefined;

  constructor(search: GuardedSearch, evaluator: Evaluator, options: DriveOptions, stop: Stopping) {
    this.#search = search;
    this.#evaluator = evaluator;
    this.#options = options;
    this.#stop = stop;
    this.#failures = new FailureStreak(options.concurrency);
  }

  async *reports(): AsyncGenerator<SearchEvent, void, undefined> {
    const { concurrency } = this.#options;
    let reported = 0;
    while (await this.#step()) {
      const answered = evaluationsAnswered(this.#search);
      if (answered - reported < concurrency) continue;
      reported = answered;
      const best = await unlessStopped(this.#search.bestPath(), this.#stop);
      if (best !== undefined) yield { kind: 'report', report: report(this.#search, best) };
    }
  }

  /** Asks, and tells one answer; false at the end of the search. */
  async #step(): Promise<boolean> {
    const inFlight = this.#inFlight;
    const questions = await unlessStopped(
      this.#search.ask(this.#options.concurrency - inFlight.length),
      this.#stop,
    );
    if (questions === undefined) return false;
    for (const question of questions) {
      inFlight.push({ question, outcome: outcomeOf(question, this.#evaluator, this.#stop.signal) });
    }
    const next = inFlight.shift();
    if (next === undefined) return this.#endWith(usedUp(this.#search) ? 'budget' : 'converged');
    const outcome = await unlessStopped(next.outcome, this.#stop);
    // What was in flight when the search had to end has failed for that reason alone.
    if (outcome === undefined) return false;
    await this.#search.tell([outcome.answer]);
    return this.#judge(next.question, outcome);
  }

  #judge(question: Question, { answer, error }: Outcome): boolean {
    if (answer.kind === 'failed') {
      return this.#failures.failure(question.kind, error) ? this.#endWith('evaluation_failed') : true;
    }
    if (answer.kind === 'reward') {
      this.#failures.success();
      if (isStart(question, this.#options.known)) this.#startRewards.push(answer.reward);
    }
    return true;
  }

  #endWith(end: SearchEnd): false {
    this.#end = end;
    return false;
  }

  /** The path to end with. A planner that is slow when time is up costs no more than a part of what was kept for sending. */
  async finalPath(): Promise<PathEstimate> {
    if (this.#stop.reason === 'cancelled') return this.#search.lastPath();
    if (this.#stop.reason === undefined) {
      const best = await unlessStopped(this.#search.bestPath(), this.#stop);
      if (best !== undefined) return best;
    }
    try {
      return await this.#search.bestPath(this.#stop.marginMs / 2);
    } catch {
      return this.#search.lastPath();
    }
  }

  result(best: PathEstimate, plannerFailure?: string): SearchEvent {
    const end =
      plannerFailure === undefined ? (this.#end ?? this.#stop.reason ?? 'cancelled') : 'planner_failed';
    return {
      kind: 'result',
      result: { ...report(this.#search, best), end, startValue: mean(this.#startRewards), plannerFailure },
    };
  }
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
async function unlessStopped<T>(outcome: Promise<T>, stop: Stopping): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  using _ = onAbort(stop.signal, () => resolve(undefined));
  const first = await Promise.race([outcome, promise]);
  return stop.reason === undefined ? first : undefined;
}

function report(search: GuardedSearch, best: PathEstimate): SearchReport {
  const { evaluationsTold, evaluationsFailed, budget } = search.progress();
  return { evaluations: evaluationsTold, unscored: evaluationsFailed, budget, best };
}

function evaluationsAnswered(search: GuardedSearch): number {
  const { evaluationsTold, evaluationsFailed } = search.progress();
  return evaluationsTold + evaluationsFailed;
}

function usedUp(search: GuardedSearch): boolean {
  const { evaluationsAsked, budget } = search.progress();
  return evaluationsAsked >= budget;
}

function isStart(question: Question, known: bigint): boolean {
  return question.kind === 'evaluate' && question.subset === known;
}

function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
