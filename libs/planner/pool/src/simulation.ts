import {
  createSearch,
  createWorld,
  type Answer,
  type PathEstimate,
  type PriorQuality,
  type Problem,
  type Question,
  type Search,
  type World,
  type WorldProblem,
} from '@rookery/shared-planner-wasm';

/** A search on a simulated problem: what answers, judge and rankings would say comes from the world. */
export interface Simulation {
  /** Settings of the world, as `createWorld` takes them; the core checks them. */
  readonly world: Readonly<Record<string, unknown>>;
  /** Which problem of the world, 0..2^64-1. */
  readonly problemSeed: bigint;
  readonly prior: PriorQuality;
  /**
   * The world says how many attributes there are; those after the last one in `costs` cost nothing. Its seed, 0..2^32-1, also
   * decides the luck of every evaluation.
   */
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
  readonly #simulation: Simulation;
  readonly #world: World;
  readonly #truth: WorldProblem;
  readonly #search: Search;
  readonly #known: bigint;
  #startCount = 0;
  #startSum = 0;
  #ended = false;

  /** @throws RookeryError INVALID_ARGUMENT with fields `world.*`, `problem.*` and `parameters.*` */
  constructor(simulation: Simulation) {
    const { world, problemSeed, problem, planner, parameters } = simulation;
    using opened = new DisposableStack();
    this.#simulation = simulation;
    this.#known = problem.known ?? 0n;
    this.#world = opened.use(createWorld(world));
    this.#truth = opened.use(this.#world.problem({ seed: problemSeed }));
    const { attributes } = this.#world;
    const costs = paddedTo(attributes, problem.costs ?? []);
    this.#search = opened.use(createSearch({ ...problem, attributes, costs }, planner, parameters));
    opened.move();
  }

  /** Searches for about that long, at least one batch. @returns true once the search has ended */
  advance(milliseconds: number): boolean {
    const until = performance.now() + milliseconds;
    do {
      const questions = this.#search.ask(this.#simulation.batch);
      if (questions.length === 0) return (this.#ended = true);
      this.#search.tell(questions.map((question) => this.#answer(question)));
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
      startValue: this.#startCount === 0 ? undefined : this.#startSum / this.#startCount,
    };
  }

  [Symbol.dispose](): void {
    this.#search.close();
    this.#truth.close();
    this.#world.close();
  }

  #answer(question: Question): Answer {
    const { id } = question;
    const { prior, problem } = this.#simulation;
    if (question.kind === 'rank') {
      return { kind: 'weights', id, weights: [...this.#truth.prior(question.state, prior)] };
    }
    // Seed and id have 32 bits each: no two evaluations of two searches share their luck.
    const { risk, empathy, alignment } = this.#truth.observe(
      question.subset,
      (problem.seed << 32n) | BigInt(id),
    );
    const reward = (risk + empathy + alignment) / 3;
    if (question.subset === this.#known) {
      this.#startCount += 1;
      this.#startSum += reward;
    }
    return { kind: 'reward', id, reward };
  }
}

function paddedTo(attributes: number, costs: readonly number[]): number[] {
  if (costs.length === 0) return [];
  return [...costs, ...Array.from({ length: Math.max(0, attributes - costs.length) }, () => 0)];
}
