import type { ModelSkill, World, WorldProblem } from '@rookery/shared-planner-wasm';
import {
  ATTRIBUTE_KEYS,
  type AttributeKey,
  type Domain,
  DOMAINS,
  maskOf,
  maskOfProfile,
  type Profile,
} from '@rookery/shared-scenario';
import type { Weights } from './purposes/ranking.ts';
import type { DomainNorm } from './domain-norms.ts';
import { drawnDomain } from './first-world/places.ts';
import { domainOfQuery } from './query-domain.ts';
import type { Quality } from './quality.ts';
import { type Seed, seedOf } from './random.ts';
import { type SimulatedModel, vanillaLevel } from './simulated-models.ts';
import type { Place } from './worlds/place.ts';

/** Mean scores of the benchmark without and with the profile (paper, section 3). */
const PUBLISHED = { without: 2.79, with: 4.0 } as const;

/** What any attribute is taken to be worth at least, in points: nothing about a person is worth nothing. */
const LEAST_WORTH = 0.05;

/** The world's truth about one query: what an answer is worth, given what is known of the person. */
export class QueryTruth {
  /** The domain that the words of the query speak for. */
  readonly domain: Domain | undefined;
  readonly #world: World;
  readonly #problem: WorldProblem;
  readonly #norm: DomainNorm;
  readonly #promptGain: number;

  /** @param promptGain what the prompt with facts adds on its own, score points at the mean level of the benchmark */
  constructor(world: World, norms: readonly DomainNorm[], promptGain: number, query: string, place: Place) {
    this.#promptGain = promptGain;
    this.#world = world;
    this.domain = domainOfQuery(query);
    const told = DOMAINS.findIndex(({ key }) => key === this.domain);
    const domain = told === -1 ? drawnDomain(query) : told;
    this.#norm = norms[domain] ?? { level: PUBLISHED.without, gain: PUBLISHED.with - PUBLISHED.without };
    this.#problem = world.problem({
      seed: BigInt(seedOf('query', query)),
      context: { domain, latent: place.latent },
    });
  }

  /** The quality of one sampled answer of the model. */
  sampleAnswer(known: Profile, model: SimulatedModel, seed: Seed): Quality {
    const mask = maskOfProfile(known);
    const deserved = this.#problem.dimensions(mask, this.#skillOf(model, mask));
    const { risk, empathy, alignment } = this.#world.answer(deserved, mask, BigInt(seed));
    return [risk, empathy, alignment];
  }

  /** The share, 0..1, that the known attributes have in what all of them would add one by one. */
  shareKnown(known: Profile): number {
    const alone = BigUint64Array.from(ATTRIBUTE_KEYS, (_, bit) => 1n << BigInt(bit));
    const [nothing = 0, ...values] = this.#problem.values(BigUint64Array.of(0n, ...alone));
    const worth = values.map((value) => Math.max(LEAST_WORTH, value - nothing));
    const told = ATTRIBUTE_KEYS.map((key, bit) => (known[key] === undefined ? 0 : (worth[bit] ?? 0)));
    return sum(told) / sum(worth);
  }

  /** What each candidate would add, as standard scores among them. */
  standardGains(known: Profile, candidates: readonly AttributeKey[]): ReadonlyMap<AttributeKey, number> {
    const mask = maskOfProfile(known);
    const masks = BigUint64Array.from(candidates, (key) => mask | maskOf([key]));
    const values = [...this.#problem.values(masks)];
    const mean = sum(values) / values.length;
    const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
    return new Map(
      candidates.map((key, index) => [key, ((values[index] ?? mean) - mean) / Math.max(deviation, 1e-9)]),
    );
  }

  /** What a model that ranks with care would ask first. */
  goodPrior(known: Profile): Weights {
    return this.#prior(known, 'good');
  }

  /** What a model that hardly knows the problem would ask first. */
  poorPrior(known: Profile): Weights {
    return this.#prior(known, 'poor');
  }

  /** Gives the world's memory back. */
  close(): void {
    this.#problem.close();
  }

  // The published level of the model in this domain; its gain from prompt and attributes in proportion to it.
  #skillOf(model: SimulatedModel, known: bigint): ModelSkill {
    const level = vanillaLevel(model, this.domain);
    const prompt = (this.#promptGain * level) / PUBLISHED.without;
    const gain = (PUBLISHED.with / PUBLISHED.without - 1) * level - prompt;
    // With nothing known the prompt is that of the vanilla status.
    const start = known === 0n ? level : level + prompt;
    return {
      baseline: Math.min(5, Math.max(1, start - (this.#norm.level - PUBLISHED.without))),
      leverage: Math.min(2, Math.max(0, gain / this.#norm.gain)),
    };
  }

  #prior(known: Profile, quality: 'good' | 'poor'): Weights {
    const weights = this.#problem.prior(maskOfProfile(known), quality);
    return new Map(ATTRIBUTE_KEYS.map((key, bit) => [key, weights[bit] ?? 0]));
  }
}

/** Whole scores 1..5 of a judge for a response of that quality. */
export function judgeScores(world: World, [risk, empathy, alignment]: Quality, seed: Seed): Quality {
  const scores = world.judge({ risk, empathy, alignment }, 0n, BigInt(seed));
  return [scores.risk, scores.empathy, scores.alignment];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
