import type { World } from '@rookery/shared-planner-wasm';
import { type DomainNorm, domainNorms } from './domain-norms.ts';
import { QueryTruth } from './query-truth.ts';
import type { Place } from './worlds/place.ts';

/** Truths kept at once: a run asks about the same query many times in a row. */
const CAPACITY = 512;

/** Keeps the truths of the queries used last, and gives the memory of the others back. */
export class TruthMemory {
  readonly #world: World;
  readonly #norms: readonly DomainNorm[];
  readonly #promptGain: number;
  // A Map keeps insertion order, so its first entry is the one not used for longest.
  readonly #byQuery = new Map<string, QueryTruth>();

  /** @param promptGain see QueryTruth */
  constructor(world: World, promptGain: number) {
    this.#world = world;
    this.#promptGain = promptGain;
    this.#norms = domainNorms(world);
  }

  /** The truth about a query; valid until the next call that names another. */
  of(query: string, place: Place): QueryTruth {
    const truth =
      this.#byQuery.get(query) ?? new QueryTruth(this.#world, this.#norms, this.#promptGain, query, place);
    this.#byQuery.delete(query);
    this.#byQuery.set(query, truth);
    const [oldest] = this.#byQuery;
    if (this.#byQuery.size > CAPACITY && oldest !== undefined) {
      this.#byQuery.delete(oldest[0]);
      oldest[1].close();
    }
    return truth;
  }

  close(): void {
    for (const truth of this.#byQuery.values()) truth.close();
    this.#byQuery.clear();
  }
}
