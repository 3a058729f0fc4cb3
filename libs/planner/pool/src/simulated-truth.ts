import {
  createWorld,
  type Answer,
  type PriorQuality,
  type Question,
  type World,
  type WorldProblem,
} from '@rookery/shared-planner-wasm';

/** A problem of a world, and whose luck its evaluations have. */
export interface SimulatedProblem {
  /** Settings of the world, as `createWorld` takes them; the core checks them. */
  readonly world: Readonly<Record<string, unknown>>;
  /** Which problem of the world, 0..2^64-1. */
  readonly problemSeed: bigint;
  readonly prior: PriorQuality;
  /** The seed of the search, 0..2^32-1, also decides the luck of every evaluation. */
  readonly problem: { readonly known?: bigint; readonly seed: bigint };
}

/** What answers, judge and rankings would say of a simulated problem. The same question of the same search gets the same answer. */
export class SimulatedTruth implements Disposable {
  /** How many attributes the world has. */
  readonly attributes: number;
  readonly #problem: SimulatedProblem;
  readonly #world: World;
  readonly #truth: WorldProblem;
  readonly #known: bigint;
  #startCount = 0;
  #startSum = 0;

  /** @throws RookeryError INVALID_ARGUMENT with fields `world.*` */
  constructor(problem: SimulatedProblem) {
    using opened = new DisposableStack();
    this.#problem = problem;
    this.#known = problem.problem.known ?? 0n;
    this.#world = opened.use(createWorld(problem.world));
    this.#truth = opened.use(this.#world.problem({ seed: problem.problemSeed }));
    this.attributes = this.#world.attributes;
    opened.move();
  }

  answer(question: Question): Answer {
    const { id } = question;
    const { prior, problem } = this.#problem;
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

  /** Mean score with nothing asked; undefined when no such evaluation was made. */
  get startValue(): number | undefined {
    return this.#startCount === 0 ? undefined : this.#startSum / this.#startCount;
  }

  /** Costs for each attribute of the world; those that were not named cost nothing, and none named is none at all. */
  costs(named: readonly number[]): readonly number[] {
    if (named.length === 0) return [];
    return [...named, ...Array.from({ length: Math.max(0, this.attributes - named.length) }, () => 0)];
  }

  [Symbol.dispose](): void {
    this.#truth.close();
    this.#world.close();
  }
}
