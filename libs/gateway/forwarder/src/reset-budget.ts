/** How many calls a connection, or a caller, may break off: so many at once, and so many more with each second. */
export class ResetBudget {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #countedAt: number;

  /** @param now milliseconds of a monotonic clock */
  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#countedAt = now;
  }

  /** Spends one. @returns false when there was none */
  spend(now: number): boolean {
    if (!this.hasLeft(now)) return false;
    this.#left -= 1;
    return true;
  }

  hasLeft(now: number): boolean {
    const earned = ((now - this.#countedAt) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + earned);
    this.#countedAt = now;
    return this.#left >= 1;
  }
}
