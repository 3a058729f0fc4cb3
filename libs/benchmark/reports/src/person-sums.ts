import type { ClusterMoments, ClusterSums } from '@rookery/benchmark-statistics';

/** Adds up whole values by person, for one mean after the other: `clear` makes it ready for the next. */
export class PersonSums {
  readonly #sizes: Float64Array;
  readonly #totals: Float64Array;
  /** Who has a value, in the order in which they came. */
  readonly #seen: Int32Array;
  #count = 0;

  constructor(people: number) {
    this.#sizes = new Float64Array(people);
    this.#totals = new Float64Array(people);
    this.#seen = new Int32Array(people);
  }

  add(person: number, value: number): void {
    const size = this.#sizes[person] ?? 0;
    if (size === 0) this.#seen[this.#count++] = person;
    this.#sizes[person] = size + 1;
    this.#totals[person] = (this.#totals[person] ?? 0) + value;
  }

  get empty(): boolean {
    return this.#count === 0;
  }

  /** The sums of those who have a value, in the order of people. */
  sums(): ClusterSums {
    const seen = this.#seen.subarray(0, this.#count).toSorted();
    return {
      sizes: Float64Array.from(seen, (person) => this.#sizes[person] ?? 0),
      totals: Float64Array.from(seen, (person) => this.#totals[person] ?? 0),
    };
  }

  /** Exact for whole scores, whose sums stay below 2^53; of a panel's many small steps the squares may be rounded in the 16th digit. */
  moments(): ClusterMoments {
    let [samples, total, totalSquared, totalTimesSize, sizeSquared] = [0, 0, 0, 0, 0];
    for (const person of this.#seen.subarray(0, this.#count)) {
      const n = this.#sizes[person] ?? 0;
      const s = this.#totals[person] ?? 0;
      samples += n;
      total += s;
      totalSquared += s * s;
      totalTimesSize += s * n;
      sizeSquared += n * n;
    }
    return {
      clusters: BigInt(this.#count),
      samples: BigInt(samples),
      total: BigInt(total),
      totalSquared: BigInt(totalSquared),
      totalTimesSize: BigInt(totalTimesSize),
      sizeSquared: BigInt(sizeSquared),
    };
  }

  clear(): void {
    for (const person of this.#seen.subarray(0, this.#count)) {
      this.#sizes[person] = 0;
      this.#totals[person] = 0;
    }
    this.#count = 0;
  }
}
