import { createSearch, type PathEstimate, type Problem, type Search } from '@rookery/shared-planner-wasm';
import { SimulatedTruth, type SimulatedProblem } from './simulated-truth.ts';

/** A search on a simulated problem: what answers, judge and rankings would say comes from the world. */
export interface Simulation extends SimulatedProblem {
  /** The world says how many attributes there are; those after the last one in `costs` cost nothing. */
  readonly problem: Omit<Problem, 'attributes' | 'budget' | 'seed'> & {
    readonly budget: number;
    readonly seed: bigint;
  };
  readonly planner: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Questions asked and answered together, 1 or more. Part of what decides the path. */
  readonly batch: number;
}

/** Where a simulated search stands. */
export interface SimulationReport {
  /** Evaluations told; none ever fails. */
  readonly evaluations: number;
  readonly budget: number;
  readonly best: PathEstimate;
}

/** How a simulated search ended: `stopped` when it was told to end, with the best path so far. */
export interface SimulationResult extends SimulationReport {
  readonly end: 'budget' | 'converged' | 'stopped';
  /** Mean score with nothing asked; undefined when no such evaluation was made. */
  readonly startValue: number | undefined;
}

/** Reports, then the result, then nothing. */
export type SimulationEvent =
  | { readonly kind: 'report'; readonly report: SimulationReport }
  | { readonly kind: 'result'; readonly result: SimulationResult };

/** How long a simulated search works before it lets others have their turn, milliseconds. */
export const SLICE_MS = 4;
/** Time between reports of one search, milliseconds. */
export const REPORT_MS = 100;

/** A simulated search under way. The same simulation gives the same path, however it is sliced. */
export class SimulatedSearch implements Disposable {
  readonly #batch: number;
  readonly #truth: SimulatedTruth;
  readonly #search: Search;
  #ended = false;

  /** @throws RookeryError INVALID_ARGUMENT with fields `world.*`, `problem.*` and `parameters.*` */
  constructor(simulation: Simulation) {
    const { problem, planner, parameters, batch } = simulation;
    using opened = new DisposableStack();
    this.#batch = batch;
    this.#truth = opened.use(new SimulatedTruth(simulation));
    const { attributes } = this.#truth;
    const costs = this.#truth.costs(problem.costs ?? []);
    this.#search = opened.use(createSearch({ ...problem, attributes, costs }, planner, parameters));
    opened.move();
  }

  /** Searches for about that long, at least one batch. @returns true once the search has ended */
  advance(milliseconds: number): boolean {
    const until = performance.now() + milliseconds;
    do {
      const questions = this.#search.ask(this.#batch);
      if (questions.length === 0) return (this.#ended = true);
      this.#search.tell(questions.map((question) => this.#truth.answer(question)));
    } while (performance.now() < until);
    return false;
  }

  report(): SimulationReport {
    const { evaluationsTold, budget } = this.#search.progress();
    return { evaluations: evaluationsTold, budget, best: this.#search.bestPath() };
  }

  /** The result as of now. */
  result(): SimulationResult {
    const report = this.report();
    const used = report.evaluations >= report.budget ? 'budget' : 'converged';
    return {
      ...report,
      end: this.#ended ? used : 'stopped',
      startValue: this.#truth.startValue,
    };
  }

  [Symbol.dispose](): void {
    this.#search.close();
    this.#truth[Symbol.dispose]();
  }
}
