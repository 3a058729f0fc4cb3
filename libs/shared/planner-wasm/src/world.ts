import { invalidArgument } from '@rookery/shared-errors';
import { guarded, Handle, whole, word } from './failure.ts';
import { core } from './module.ts';
import type { ParameterInfo } from './planners.ts';
import type { CoreTruth, CoreWorld } from '../../../../planner-wasm/pkg/rookery_planner.js';

/** How attributes act together; see docs/world.md. */
export type WorldFamily = 'additive' | 'pairwise' | 'threshold' | 'saturating' | 'archetypes';

/** Settings of a world; ranges and defaults are listed by `listWorldParameters`. */
export interface WorldSettings {
  /** Default pairwise. */
  readonly family?: WorldFamily;
  /** Seed of everything problems share, 0..2^53-1; default 0. */
  readonly seed?: number;
  /** Number of attributes, 1..64, the paper's ten first; default 10. */
  readonly attributes?: number;
  /** Share of the variance of the truth that related queries have in common, 0..1; default 0. */
  readonly sharedShare?: number;
  /** Factor on the noise of answers and judge, 0..10; 1 (default) is a standard deviation of about 0.45 in all. */
  readonly noise?: number;
  /** Shape of the noise; default normal. */
  readonly noiseKind?: 'normal' | 'heavy' | 'uneven';
  /** Whether each problem has an attribute every prior ranks first and that does harm; default false. */
  readonly decoy?: boolean;
  /** Factor on the deviation of every single subset from what its attributes explain, 0..20; default 1. */
  readonly ruggedness?: number;
  /** Score points by which answers without any attribute are better than the paper's, -1.5..1.5; default 0. */
  readonly base?: number;
  /** What related queries have in common: half by domain and half by place (default), or all by place. */
  readonly relation?: 'domainAndPlace' | 'place';
  /** Mean gain of the whole profile before scores are squeezed, 0..3 score points; default 1.24. */
  readonly gain?: number;
  /** Which attributes are worth most: in the order of the paper's Figure 6 (default), or of what models like to ask. */
  readonly leads?: 'figure6' | 'asked';
  /** Standard deviation of the attributes' mean effects, 0..1 score points; default 0.05. */
  readonly leadDeviation?: number;
}

/** Which problem of a world. */
export interface WorldProblemKey {
  /** Names the problem, 0..2^64-1. */
  readonly seed: bigint;
  /** What relates it to others: a domain (0..6) and a place; drawn from the seed when absent. */
  readonly context?: {
    readonly domain: number;
    /** 1 to 4096 numbers, about standard normal, in -10..10. */
    readonly latent: readonly number[];
  };
}

/** What a model brings. */
export interface ModelSkill {
  /** Mean score of its answers without a profile, 1..5; 2.79 is the average of the benchmark. */
  readonly baseline: number;
  /** How much of the attributes' worth it can use, 0..2; 1 is the average of the benchmark. */
  readonly leverage: number;
}

/** The three dimensions of a score; each in 1..5, their mean is the score. */
export interface Dimensions {
  /** Risk sensitivity. */
  readonly risk: number;
  /** Emotional empathy. */
  readonly empathy: number;
  /** User-specific alignment. */
  readonly alignment: number;
}

/** How well the model that ranks knows the problem: correlation +0.73, +0.20 or -0.61 with what attributes add, or equal weights. */
export type PriorQuality = 'good' | 'poor' | 'misleading' | 'constant';

/** The truth of one problem. Masks name the attributes the answerer knows. */
export interface WorldProblem extends Disposable {
  /** The score (1..5) that an answer deserves. */
  value(known: bigint, skill?: ModelSkill): number;
  /** The same for many subsets at once. */
  values(known: BigUint64Array, skill?: ModelSkill): Float64Array;
  /** The three dimensions it deserves; their mean is `value`. */
  dimensions(known: bigint, skill?: ModelSkill): Dimensions;
  /** One evaluation: a sampled answer, judged; whole scores. Other sample seeds are independent evaluations. */
  observe(known: bigint, sampleSeed: bigint, skill?: ModelSkill): Dimensions;
  /** Prior weights over the attributes not in `known` (0 for those in it): what a light model would rank first. */
  prior(known: bigint, quality: PriorQuality): Float64Array;
  /** The oracle: the subset of `size` attributes of `askable` on top of `known` worth most; askable at most 20. */
  best(known: bigint, askable: bigint, size: number): bigint;
  /** Domain, 0..6. */
  readonly domain: number;
  /** What a sentence embedder would see of the latent vector: itself with noise of deviation 0.3. */
  embedding(): Float64Array;
  close(): void;
}

/** A simulated truth: deterministic from its settings. */
export interface World extends Disposable {
  /** Number of attributes. */
  readonly attributes: number;
  problem(key: WorldProblemKey): WorldProblem;
  /** The quality of one sampled answer around what it deserves: the luck of one generation. */
  answer(deserved: Dimensions, known: bigint, sampleSeed: bigint): Dimensions;
  /** A judge's whole scores for an answer of that quality. Unbiased. */
  judge(quality: Dimensions, known: bigint, sampleSeed: bigint): Dimensions;
  close(): void;
}

/** Opens a world; INVALID_ARGUMENT lists every wrong setting. */
export function createWorld(settings: WorldSettings = {}): World {
  const { CoreWorld } = core();
  return new WasmWorld(guarded(() => new CoreWorld(JSON.stringify(settings))));
}

/** The settings of a world with ranges and defaults. */
export function listWorldParameters(): readonly ParameterInfo[] {
  return guarded(() => JSON.parse(core().worldParameters()) as ParameterInfo[]);
}

const AVERAGE: ModelSkill = { baseline: 2.79, leverage: 1 };
const QUALITY = { good: 0, poor: 1, misleading: 2, constant: 3 } as const;

class WasmWorld implements World {
  readonly attributes: number;
  readonly #handle: Handle<CoreWorld>;

  constructor(world: CoreWorld) {
    this.attributes = world.attributes;
    this.#handle = new Handle('world', world);
  }

  problem(key: WorldProblemKey): WorldProblem {
    const seed = word('problem.seed', key.seed);
    const domain = whole('context.domain', key.context?.domain ?? 0);
    // An empty array would mean "none given" further down.
    if (key.context?.latent.length === 0)
      throw invalidArgument('context.latent', 'has 0 numbers, must have 1..4096');
    const latent = Float64Array.from(key.context?.latent ?? []);
    return new WasmProblem(this.#handle.use((world) => world.problem(seed, domain, latent)));
  }

  answer(deserved: Dimensions, known: bigint, sampleSeed: bigint): Dimensions {
    const seed = word('sampleSeed', sampleSeed);
    return this.#handle.use((world) => named(world.answer(triple(deserved), word('known', known), seed)));
  }

  judge(quality: Dimensions, known: bigint, sampleSeed: bigint): Dimensions {
    const seed = word('sampleSeed', sampleSeed);
    return this.#handle.use((world) => named(world.judge(triple(quality), word('known', known), seed)));
  }

  close(): void {
    this.#handle.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

class WasmProblem implements WorldProblem {
  readonly domain: number;
  readonly #handle: Handle<CoreTruth>;

  constructor(truth: CoreTruth) {
    this.domain = truth.domain;
    this.#handle = new Handle('world problem', truth);
  }

  value(known: bigint, skill?: ModelSkill): number {
    return this.values(BigUint64Array.of(word('known', known)), skill)[0] ?? Number.NaN;
  }

  values(known: BigUint64Array, { baseline, leverage }: ModelSkill = AVERAGE): Float64Array {
    return this.#handle.use((truth) => truth.values(known, baseline, leverage));
  }

  dimensions(known: bigint, { baseline, leverage }: ModelSkill = AVERAGE): Dimensions {
    const mask = word('known', known);
    return this.#handle.use((truth) => named(truth.dimensions(mask, baseline, leverage)));
  }

  observe(known: bigint, sampleSeed: bigint, { baseline, leverage }: ModelSkill = AVERAGE): Dimensions {
    const [mask, seed] = [word('known', known), word('sampleSeed', sampleSeed)];
    return this.#handle.use((truth) => named(truth.observe(mask, baseline, leverage, seed)));
  }

  prior(known: bigint, quality: PriorQuality): Float64Array {
    const mask = word('known', known);
    return this.#handle.use((truth) => truth.prior(mask, QUALITY[quality]));
  }

  best(known: bigint, askable: bigint, size: number): bigint {
    const count = whole('size', size);
    return this.#handle.use((truth) => truth.best(word('known', known), word('askable', askable), count));
  }

  embedding(): Float64Array {
    return this.#handle.use((truth) => truth.embedding());
  }

  close(): void {
    this.#handle.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function named(values: ArrayLike<number>): Dimensions {
  return {
    risk: values[0] ?? Number.NaN,
    empathy: values[1] ?? Number.NaN,
    alignment: values[2] ?? Number.NaN,
  };
}

function triple({ risk, empathy, alignment }: Dimensions): Float64Array {
  return Float64Array.of(risk, empathy, alignment);
}
