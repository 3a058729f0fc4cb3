import type { Interval } from '@rookery/shared-intervals';

/** How a confidence sequence is set up. */
export interface SequenceSettings {
  /** Ends of what a unit's value can be: -4 and 4 for a difference of scores. */
  readonly low: number;
  readonly high: number;
  /** Chance that the sequence ever misses the mean, 0..1. */
  readonly alpha?: number;
  /** Number of steps that candidate means are apart; the interval is exact to one of them, on the safe side. */
  readonly steps?: number;
}

/** What can be said of a difference by now. */
export type SequentialVerdict = 'better' | 'worse' | 'practically-the-same' | 'undecided';

/**
 * A confidence sequence for the mean of bounded values: an interval after each value, all of which hold the mean at once with
 * probability 1 - alpha, however often one looks and whenever one stops. The hedged capital process with predictable plug-in bets
 * of Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", J. of the Royal Statistical
 * Society B 86, 2024, theorem 3: for every candidate mean one bets against it, in both directions, and drops it when the capital
 * has grown 1/alpha-fold, which by Ville's inequality happens to the true mean with probability alpha at most.
 *
 * Values are those of independent units. Samples of one person are not: a unit is a person, its value the mean of the person's
 * samples, and a person enters when all of them are there. The order in which people enter must not depend on their values.
 */
export class ConfidenceSequence {
  readonly #low: number;
  readonly #scale: number;
  readonly #threshold: number;
  readonly #alpha: number;
  readonly #steps: number;
  /** Logarithm of the capital of the bets that the mean is above, and below, each candidate. */
  readonly #above: Float64Array;
  readonly #below: Float64Array;
  /** Candidates that are left: the first and last of them. */
  #first = 0;
  #last: number;
  #units = 0;
  #sum = 0;
  #squares = 0;

  constructor({ low, high, alpha = 0.05, steps = 1000 }: SequenceSettings) {
    if (!(high > low)) throw new RangeError(`high: is ${high}, more than ${low} is needed`);
    if (!(alpha > 0 && alpha < 1))
      throw new RangeError(`alpha: is ${alpha}, a number between 0 and 1 is needed`);
    if (!Number.isInteger(steps) || steps < 2)
      throw new RangeError(`steps: is ${steps}, an integer of at least 2 is needed`);
    this.#low = low;
    this.#scale = high - low;
    this.#alpha = alpha;
    this.#steps = steps;
    // Half of the capital is bet in each direction.
    this.#threshold = Math.log(2 / alpha);
    this.#above = new Float64Array(steps + 1);
    this.#below = new Float64Array(steps + 1);
    this.#last = steps;
  }

  /** Units so far. */
  get units(): number {
    return this.#units;
  }

  /** @param value of the next unit, within the ends */
  add(value: number): void {
    const x = (value - this.#low) / this.#scale;
    if (!(x >= 0 && x <= 1)) {
      throw new RangeError(`value: is ${value}, ${this.#low} to ${this.#low + this.#scale} is needed`);
    }
    const bet = this.#bet();
    for (let place = this.#first; place <= this.#last; place += 1) {
      const m = place / this.#steps;
      this.#above[place] = (this.#above[place] ?? 0) + Math.log1p(Math.min(bet, CAUTION / m) * (x - m));
      this.#below[place] =
        (this.#below[place] ?? 0) + Math.log1p(-Math.min(bet, CAUTION / (1 - m)) * (x - m));
    }
    this.#units += 1;
    this.#sum += x;
    this.#squares += (x - this.#mean()) ** 2;
    this.#drop();
  }

  /** The interval after all units so far; it only ever narrows. */
  get interval(): Interval {
    // A mean between two candidates is kept when one of them is.
    const at = (place: number): number =>
      this.#low + (this.#scale * Math.min(this.#steps, Math.max(0, place))) / this.#steps;
    return { low: at(this.#first - 1), high: at(this.#last + 1) };
  }

  /** The mean of the units so far; NaN before the first. */
  get mean(): number {
    return this.#low + (this.#scale * this.#sum) / this.#units;
  }

  /**
   * What the interval says of a difference.
   *
   * @param margin differences up to this size, either way, count as none; 0 where every difference counts
   */
  verdict(margin = 0): SequentialVerdict {
    const { low, high } = this.interval;
    if (low >= -margin && high <= margin) return 'practically-the-same';
    if (low > 0) return 'better';
    if (high < 0) return 'worse';
    return 'undecided';
  }

  /** The share of capital to bet on the next unit, from the units before it alone. */
  #bet(): number {
    const next = this.#units + 1;
    const variance = (0.25 + this.#squares) / next;
    return Math.sqrt((2 * Math.log(2 / this.#alpha)) / (variance * next * Math.log(1 + next)));
  }

  /** Regularised, as the bets need it. */
  #mean(): number {
    return (0.5 + this.#sum) / (this.#units + 1);
  }

  #drop(): void {
    // The capital against a low mean falls with the candidate, the capital against a high one rises: what is left has no gaps.
    while (this.#first <= this.#last && (this.#above[this.#first] ?? 0) >= this.#threshold) this.#first += 1;
    while (this.#last >= this.#first && (this.#below[this.#last] ?? 0) >= this.#threshold) this.#last -= 1;
    if (this.#first <= this.#last) return;
    // Nothing is left, which happens with probability alpha at most: stay where the last candidates were.
    const place = Math.min(this.#steps, Math.max(0, Math.min(this.#first, this.#last + 1)));
    this.#first = place;
    this.#last = place;
  }
}

/**
 * Most of the capital that one bet can lose; any share below 1 is valid. The authors use 0.5 and 0.75: differences of scores lie so
 * far within their ends that caution costs more people than it saves.
 */
const CAUTION = 0.9;
