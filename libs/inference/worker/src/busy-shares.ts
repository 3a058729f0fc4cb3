/**
 * Shares the time in which a server is busy among the calls that it has: of a second with four calls in flight each has a
 * quarter. So the shares of all calls add up to the time in which there was any, and GPUs are not counted once for each call.
 */
export class BusyShares {
  #calls = 0;
  /** What a call would have that has been there from the beginning, in milliseconds. */
  #share = 0;
  #at = 0;

  /**
   * A call begins.
   * @param now in milliseconds, of a clock that only goes on
   * @returns ends it, and tells its share in seconds
   */
  begin(now: number): (now: number) => number {
    this.#advance(now);
    const before = this.#share;
    this.#calls += 1;
    return (end) => {
      this.#advance(end);
      this.#calls -= 1;
      return (this.#share - before) / 1000;
    };
  }

  #advance(now: number): void {
    if (this.#calls > 0) this.#share += (now - this.#at) / this.#calls;
    this.#at = now;
  }
}
