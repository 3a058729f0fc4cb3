/** Length of the slices of time that are looked at, in milliseconds. */
const SLICE_MS = 250;
/** How much of the way an estimate goes towards a higher and towards a lower observation. */
const RISE = 0.5;
const FALL = 0.15;
/** How fast the memory of the best pace fades, per slice: it halves in about three minutes. */
const FADE = 0.999;
/** Searches get on well while they are at most this much slower than at best. */
const UNHURT = 0.7;
/** How long it is remembered at how many searches they began to slow each other down, in milliseconds. */
const HURT_MEMORY_MS = 30_000;

/**
 * How many evaluations a second can be done, learned from how many are done.
 *
 * What is done never exceeds what can be done, so the estimate follows a higher observation at once. A lower one tells
 * something only if more was asked for: it counts only for slices in which a search was refused.
 */
export class Throughput {
  readonly #now: () => number;
  #sliceStart: number;
  #done = 0;
  #refused = false;
  /** Time integral of the number of searches in flight within the slice, in search-milliseconds. */
  #searchMs = 0;
  #inFlight = 0;
  #inFlightSince: number;
  #perMs: number | undefined;
  #bestPace = 0;
  #room = 0;
  #hurtAt = Infinity;
  #hurtSince = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
    this.#sliceStart = now();
    this.#inFlightSince = this.#sliceStart;
  }

  /** Evaluations a millisecond; undefined until something was observed. */
  get perMs(): number | undefined {
    this.#endSlices();
    return this.#perMs;
  }

  /**
   * Searches that may be in flight whatever the throughput so far, because those of late did not slow each other down:
   * what they wait for (models with room to spare) is not used up. Twice as many as there were, but fewer than were seen to
   * hurt each other lately; 0 when they do now.
   */
  get room(): number {
    this.#endSlices();
    return this.#room;
  }

  /** Evaluations were done. */
  done(evaluations: number): void {
    this.#endSlices();
    this.#done += evaluations;
  }

  /** A search was refused. */
  refused(): void {
    this.#endSlices();
    this.#refused = true;
  }

  /** That many searches are in flight from now on. */
  setInFlight(searches: number): void {
    this.#endSlices();
    this.#addSearchTime(this.#now());
    this.#inFlight = searches;
  }

  #endSlices(): void {
    const now = this.#now();
    const passed = Math.floor((now - this.#sliceStart) / SLICE_MS);
    if (passed === 0) return;
    // After a pause the slices that nobody looked at are one long one.
    const end = this.#sliceStart + passed * SLICE_MS;
    this.#addSearchTime(end);
    this.#learn(end - this.#sliceStart);
    this.#sliceStart = end;
    this.#done = 0;
    this.#searchMs = 0;
    this.#refused = false;
  }

  #addSearchTime(until: number): void {
    this.#searchMs += this.#inFlight * (until - this.#inFlightSince);
    this.#inFlightSince = until;
  }

  #learn(ms: number): void {
    const observed = this.#done / ms;
    if (this.#perMs === undefined) {
      if (observed > 0) this.#perMs = observed;
    } else if (observed > this.#perMs) this.#perMs += RISE * (observed - this.#perMs);
    else if (this.#refused) this.#perMs += FALL * (observed - this.#perMs);
    this.#bestPace *= FADE;
    if (this.#searchMs < ms || this.#done === 0) return;
    this.#judgePace(this.#done / this.#searchMs, this.#searchMs / ms);
  }

  #judgePace(pace: number, searches: number): void {
    this.#bestPace = Math.max(this.#bestPace, pace);
    if (this.#sliceStart - this.#hurtSince > HURT_MEMORY_MS) this.#hurtAt = Infinity;
    if (pace >= UNHURT * this.#bestPace) {
      this.#room = Math.min(Math.ceil(2 * searches), this.#hurtAt - 1);
      return;
    }
    this.#room = 0;
    this.#hurtAt = Math.min(this.#hurtAt, Math.ceil(searches));
    this.#hurtSince = this.#sliceStart;
  }
}
