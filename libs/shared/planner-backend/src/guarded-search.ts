import type {
  Answer,
  DrivenSearch,
  Eventually,
  Findings,
  ModelWeight,
  PathEstimate,
  Question,
  SearchProgress,
} from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { EvaluationRecord } from './evaluation-record.ts';
import { asPlannerFailure, plannerFailure } from './planner-failure.ts';
import type { PlannerPath, PlannerProblem, PlannerSearch } from './planner-search.ts';
import { brokenByPath, brokenByQuestion, checkAnswer } from './problem-rules.ts';

/** How long a planner may take for one call when nothing else is said, in milliseconds. */
export const PATIENCE_MS = 30_000;

/**
 * A planner's search under guard, the same for planners of the core, in TypeScript and behind a network: it counts for
 * itself, checks all that the planner asks and gives, and closes it at the first thing that is wrong. From then on every
 * call throws that failure (see isPlannerFailure); `lastPath` still gives the best path so far.
 *
 * A call that blocks the event loop can not be timed; only calls that return a promise can hang harmlessly.
 */
export class GuardedSearch implements DrivenSearch, Disposable {
  readonly planner: string;
  readonly #inner: PlannerSearch;
  readonly #problem: PlannerProblem;
  readonly #patienceMs: number;
  readonly #open = new Map<number, Question>();
  readonly #asked = { ids: new Set<number>(), subsets: new Set<bigint>(), evaluations: 0, rankings: 0 };
  readonly #record = new EvaluationRecord();
  readonly #evaluations: Findings['evaluations'][number][] = [];
  readonly #rankings: Findings['rankings'][number][] = [];
  #told = 0;
  #failed = 0;
  #rankingsTold = 0;
  #lastPath: PathEstimate | undefined;
  readonly #ending = Promise.withResolvers<never>();
  #failure: RookeryError | undefined;
  #closed = false;

  /**
   * @param planner its name, for messages
   * @param patienceMs longest a call may take
   */
  constructor(planner: string, inner: PlannerSearch, problem: PlannerProblem, patienceMs = PATIENCE_MS) {
    this.planner = planner;
    this.#inner = inner;
    this.#problem = problem;
    this.#patienceMs = patienceMs;
    // Nobody may be waiting when it ends.
    this.#ending.promise.catch(() => undefined);
  }

  /** At most `max` checked questions; none while answers are awaited that the planner needs first, or at the end. */
  async ask(max: number): Promise<Question[]> {
    const questions = await this.#call('ask', () => this.#inner.ask(max));
    if (questions.length > max) this.#fail(`asked ${questions.length} questions, at most ${max} were wanted`);
    for (const question of questions) {
      const broken = brokenByQuestion(question, this.#problem, this.#asked);
      if (broken !== undefined) this.#fail(broken);
      this.#note(question);
    }
    return [...questions];
  }

  /**
   * Tells what came of open questions.
   * @throws RookeryError INVALID_ARGUMENT for an answer that no planner could use, NOT_FOUND for one to no open question
   */
  async tell(answers: readonly Answer[]): Promise<void> {
    for (const answer of answers) {
      const question = this.#open.get(answer.id);
      if (question === undefined) {
        throw new RookeryError('NOT_FOUND', `question ${answer.id}: is not open`);
      }
      checkAnswer(answer, question, this.#problem);
    }
    await this.#call('tell', () => this.#inner.tell(answers));
    for (const answer of answers) this.#count(answer);
  }

  /**
   * The planner's best path so far.
   * @param withinMs awaited no longer than that, if it is less than the planner's patience
   */
  async bestPath(withinMs = Infinity): Promise<PathEstimate> {
    const path = await this.#call('best path', () => this.#inner.bestPath(), withinMs);
    const broken = brokenByPath(path, this.#problem);
    if (broken !== undefined) this.#fail(broken);
    this.#lastPath = this.#withSubsets(path);
    return this.#lastPath;
  }

  /**
   * The best path without asking the planner: the last one it gave, or one from the evaluations that were told. Never
   * fails, also after the planner did.
   */
  lastPath(): PathEstimate {
    return this.#lastPath ?? this.#withSubsets(this.#record.path(this.#problem));
  }

  /** All that was told, in that order. Never fails, also after the planner did. */
  findings(): Findings {
    return { evaluations: [...this.#evaluations], rankings: [...this.#rankings] };
  }

  /** The models the planner weighs against each other; none from planners without. */
  async modelWeights(): Promise<readonly ModelWeight[]> {
    return this.#call('model weights', () => this.#inner.modelWeights?.() ?? []);
  }

  progress(): SearchProgress {
    return {
      evaluationsAsked: this.#asked.evaluations,
      evaluationsTold: this.#told,
      evaluationsFailed: this.#failed,
      rankingsAsked: this.#asked.rankings,
      rankingsTold: this.#rankingsTold,
      budget: this.#problem.budget,
    };
  }

  /** Ends the planner's search; a second time does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure ??= new RookeryError('FAILED_PRECONDITION', 'search: is closed');
    this.#ending.reject(this.#failure);
    try {
      this.#inner.close?.();
    } catch {
      // It is not used any more, and what it has given is checked: a planner that can not end does no harm.
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #call<T>(what: string, call: () => Eventually<T>, withinMs = Infinity): Promise<T> {
    this.#mustBeWhole();
    const patienceMs = Math.min(this.#patienceMs, withinMs);
    let result: T;
    try {
      const given = call();
      result = isLater(given) ? await this.#inTime(given, what, patienceMs) : given;
    } catch (caught) {
      throw this.#stop(asPlannerFailure(this.planner, caught));
    }
    // It may have been closed, or have failed in another call, while this one was awaited.
    this.#mustBeWhole();
    return result;
  }

  #mustBeWhole(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #inTime<T>(given: Promise<T>, what: string, ms: number): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(plannerFailure(this.planner, 'UNAVAILABLE', `did not answer (${what}) within ${ms} ms`));
    }, ms);
    try {
      return await Promise.race([given, promise, this.#ending.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(what: string): never {
    throw this.#stop(plannerFailure(this.planner, 'INTERNAL', what));
  }

  #stop(failure: RookeryError): RookeryError {
    this.#failure ??= failure;
    this.close();
    return this.#failure;
  }

  #note(question: Question): void {
    this.#open.set(question.id, question);
    this.#asked.ids.add(question.id);
    if (question.kind === 'rank') {
      this.#asked.rankings += 1;
      return;
    }
    this.#asked.evaluations += 1;
    this.#asked.subsets.add(question.subset);
  }

  #count(answer: Answer): void {
    const question = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if (question?.kind === 'rank' && answer.kind === 'weights') {
      this.#rankingsTold += 1;
      this.#rankings.push({ state: question.state, weights: answer.weights });
    }
    if (question?.kind !== 'evaluate') return;
    if (answer.kind === 'failed') this.#failed += 1;
    if (answer.kind !== 'reward') return;
    this.#told += 1;
    this.#evaluations.push({ subset: question.subset, reward: answer.reward });
    this.#record.add(question.subset, answer.reward);
  }

  #withSubsets({ steps, expectedRegret }: PlannerPath): PathEstimate {
    let subset = this.#problem.known;
    return {
      steps: steps.map(({ attribute, mean, visits, deviation }) => {
        subset |= 1n << BigInt(attribute);
        return { attribute, subset, mean, visits, deviation };
      }),
      expectedRegret,
    };
  }
}

function isLater<T>(value: Eventually<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
