/** Length of the slices of time that are looked at, in milliseconds. */
const SLICE_MS = 250;
/** What the past weighs against a new slice: figures are means over about a second in which searches ran. */
const MEMORY = 0.75;
/** How much of the way an estimate goes towards an observation, of what can be done and of what was merely asked for. */
const FOLLOW = 0.25;
const RISE = 0.5;
/** How fast the best pace is forgotten, per slice: it halves in about three minutes. */
const FADE = 0.999;
/** Time in which searches ran before figures are believed, in milliseconds. */
const ENOUGH_MS = 125;
/** Searches run at once, as a multiple of what the machine does at full pace: enough that it never waits for work. */
const GAIN = 2;
/** Searches run at once before anything was measured. */
const SLOTS_AT_FIRST = 4;

/**
 * What the machine behind the searches can do, learned from what it does: how many evaluations a second, and how many
 * searches at once before they only slow each other down.
 *
 * What is done never exceeds what can be done, so estimates follow a higher observation at once. A lower one tells
 * something only if more was asked for: it counts only for slices in which a search had to wait or was refused.
 */
export class MachineModel {
  readonly #now: () => number;
  #sliceStart: number;
  #inFlight = 0;
  #inFlightSince: number;
  #pressed = false;
  /** Of the slice: evaluations, time in which searches ran, and the integral of how many ran over it. */
  #done = 0;
  #busyMs = 0;
  #searchMs = 0;
  /** The same over slices, the past weighing less and less. */
  #recent = { done: 0, busyMs: 0, searchMs: 0 };
  #perMs: number | undefined;
  #bestPace = 0;
  #slots = SLOTS_AT_FIRST;

  /**
   * @param now milliseconds of a clock that never goes back
   * @param perMs evaluations a millisecond to go by until something was observed, if there is an idea of it
   */
  constructor(now: () => number, perMs?: number) {
    this.#now = now;
    this.#perMs = perMs;
    this.#sliceStart = now();
    this.#inFlightSince = this.#sliceStart;
  }

  /** Evaluations a millisecond; undefined until something was observed, when nothing else was known. */
  get perMs(): number | undefined {
    this.#endSlices();
    return this.#perMs;
  }

  /** Searches that should run at once, 1 or more. */
  get slots(): number {
    this.#endSlices();
    return Math.max(1, Math.round(this.#slots));
  }

  /** Evaluations were done. */
  done(evaluations: number): void {
    this.#endSlices();
    this.#done += evaluations;
  }

  /** A search had to wait or was refused: the machine is given all that it can do. */
  pressed(): void {
    this.#endSlices();
    this.#pressed = true;
  }

  /** That many searches run from now on. */
  setInFlight(searches: number): void {
    this.#endSlices();
    this.#addSearchTime(this.#now());
    this.#inFlight = searches;
  }

  #endSlices(): void {
    const passed = Math.floor((this.#now() - this.#sliceStart) / SLICE_MS);
    if (passed === 0) return;
    // After a pause the slices that nobody looked at are one long one.
    const end = this.#sliceStart + passed * SLICE_MS;
    this.#addSearchTime(end);
    this.#learn();
    this.#sliceStart = end;
    this.#done = 0;
    this.#busyMs = 0;
    this.#searchMs = 0;
    this.#pressed = false;
  }

  #addSearchTime(until: number): void {
    const ms = until - this.#inFlightSince;
    this.#searchMs += this.#inFlight * ms;
    if (this.#inFlight > 0) this.#busyMs += ms;
    this.#inFlightSince = until;
  }

  #learn(): void {
    const recent = this.#recent;
    // Idle time says nothing of what could be done: it neither counts nor lets the past fade.
    const kept = MEMORY ** (this.#busyMs / SLICE_MS);
    recent.done = kept * recent.done + this.#done;
    recent.busyMs = kept * recent.busyMs + this.#busyMs;
    recent.searchMs = kept * recent.searchMs + this.#searchMs;
    this.#bestPace *= FADE;
    if (recent.busyMs < ENOUGH_MS || this.#busyMs === 0) return;
    this.#learnThroughput(recent.done / recent.busyMs);
    if (recent.done > 0) this.#learnSlots(recent.done / recent.searchMs, recent.searchMs / recent.busyMs);
  }

  #learnThroughput(observed: number): void {
    if (this.#perMs === undefined) {
      if (observed > 0) this.#perMs = observed;
    } else if (this.#pressed) this.#perMs += FOLLOW * (observed - this.#perMs);
    else if (observed > this.#perMs) this.#perMs += RISE * (observed - this.#perMs);
  }

  // At the best pace twice as many may run; where twice as many run at half the pace nothing is gained by more.
  #learnSlots(pace: number, searches: number): void {
    this.#bestPace = Math.max(this.#bestPace, pace);
    const wanted = (GAIN * searches * pace) / this.#bestPace;
    if (wanted > this.#slots) this.#slots += RISE * (wanted - this.#slots);
    else if (this.#pressed) this.#slots += FOLLOW * (wanted - this.#slots);
  }
}
