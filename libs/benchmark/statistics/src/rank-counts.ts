import type { Interval } from '@rookery/shared-intervals';

/**
 * How often each of some means had which rank over resamples, and the ranks that hold 95% of them. It says how far an order of
 * means could be chance; where two true means are equal, either order is as likely as the other, and both ranks are held.
 */
export class RankCounts {
  /** `[item][rank - 1]`. */
  readonly #counts: readonly Uint32Array[];
  #resamples = 0;

  /** @param items number of means that are ranked among each other */
  constructor(items: number) {
    this.#counts = Array.from({ length: items }, () => new Uint32Array(items));
  }

  /** Ranks of one resample: 1 for the highest; equal means share the better rank, and NaN comes last. */
  add(means: readonly number[]): void {
    this.#resamples += 1;
    means.forEach((mean, item) => {
      const above = means.filter(
        (other) => other > mean || (Number.isNaN(mean) && !Number.isNaN(other)),
      ).length;
      const counts = this.#counts[item];
      if (counts !== undefined) counts[above] = (counts[above] ?? 0) + 1;
    });
  }

  /** Lowest and highest rank of each item without the 2.5% of resamples on either side; undefined before the first resample. */
  intervals(): (Interval | undefined)[] {
    const tail = Math.floor(0.025 * this.#resamples);
    return this.#counts.map((counts) => {
      if (this.#resamples === 0) return undefined;
      const end = (ranks: readonly number[]): number => {
        let passed = 0;
        for (const rank of ranks) {
          passed += counts[rank - 1] ?? 0;
          if (passed > tail) return rank;
        }
        return Number.NaN;
      };
      const ranks = Array.from(counts, (_, place) => place + 1);
      return { low: end(ranks), high: end(ranks.toReversed()) };
    });
  }
}
