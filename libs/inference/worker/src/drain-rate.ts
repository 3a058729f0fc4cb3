/**
 * A reading takes so much time in which there was something to do, in milliseconds, and so many calls; or more time, and as many as there
 * were. Of less the rate would be chance, and request ids would go from worker to worker with it.
 */
const READING = { leastMs: 1000, calls: 32, patienceMs: 5000 } as const;
/** How much of a new reading counts. Quickly up, slowly down: fewer calls may have ended because there were no more. */
const SHARE = { up: 0.5, down: 0.1 } as const;

/** How many calls end in a second while there are enough of them. Times are in milliseconds, of a clock that only goes on. */
export class DrainRate {
  #inFlight = 0;
  #at = 0;
  #busyMs = 0;
  #ended = 0;
  #rate: number | undefined;

  /** A call has begun. */
  began(now: number): void {
    this.#advance(now);
    this.#inFlight += 1;
  }

  /** A call has ended. */
  ended(now: number): void {
    this.#advance(now);
    this.#inFlight -= 1;
    this.#ended += 1;
  }

  /** Calls per second, with what has ended since; undefined until there was enough to read it from. */
  read(now: number): number | undefined {
    this.#advance(now);
    if (!this.#isReading()) return this.#rate;
    this.#rate = this.#mixed(this.#ended / (this.#busyMs / 1000));
    this.#busyMs = 0;
    this.#ended = 0;
    return this.#rate;
  }

  #isReading(): boolean {
    if (this.#ended === 0 || this.#busyMs < READING.leastMs) return false;
    return this.#ended >= READING.calls || this.#busyMs >= READING.patienceMs;
  }

  /** Time in which there is nothing to do tells nothing. */
  #advance(now: number): void {
    if (this.#inFlight > 0) this.#busyMs += now - this.#at;
    this.#at = now;
  }

  #mixed(seen: number): number {
    if (this.#rate === undefined) return seen;
    return this.#rate + (seen > this.#rate ? SHARE.up : SHARE.down) * (seen - this.#rate);
  }
}
