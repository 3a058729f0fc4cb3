import { RookeryError, withoutStack } from '@rookery/shared-errors';

/** What was counted weighs a third of it after so long, in milliseconds: short, so that a caller that slows down is let through at once. */
const FADES_AFTER_MS = 300;
/** Calls are passed on to this multiple of what the service takes: it has to see more than it takes to show that it can take more. */
const PASSED_PER_TAKEN = 2;
/** Refusals a second that a service may as well make itself. */
const CHEAP_PER_SECOND = 20;
/** Methods that are remembered of one caller. */
const MOST_METHODS = 64;

/** Counts that fade: of calls that were asked for, and of those that the service took. */
class MethodCounts {
  #asked = 0;
  #taken = 0;
  #countedAt: number;
  #retryAfterMs = 0;
  #refusal: RookeryError | undefined;

  constructor(now: number) {
    this.#countedAt = now;
    // The call by whose refusal all this begins.
    this.asked(true);
  }

  /** Share of calls that need not be passed on, in [0, 1). */
  surplus(now: number): number {
    this.#fade(now);
    const passed = PASSED_PER_TAKEN * this.#taken + (CHEAP_PER_SECOND * FADES_AFTER_MS) / 1000;
    return Math.max(0, (this.#asked - passed) / (this.#asked + 1));
  }

  asked(isPassedOn: boolean): void {
    this.#asked += 1;
    // Until it is refused.
    if (isPassedOn) this.#taken += 1;
  }

  refused(retryAfterMs: number, now: number): void {
    this.#fade(now);
    this.#taken = Math.max(0, this.#taken - 1);
    if (retryAfterMs !== this.#retryAfterMs) this.#refusal = undefined;
    this.#retryAfterMs = retryAfterMs;
  }

  /** One for many calls: making it costs what refusing here is to save. */
  refusal(service: string): RookeryError {
    this.#refusal ??= withoutStack(
      () =>
        new RookeryError(
          'RESOURCE_EXHAUSTED',
          `${service}: is overloaded and refuses most of these calls; this one was not passed on to it`,
          { reason: 'OVERLOADED', retryAfterMs: this.#retryAfterMs },
        ),
    );
    return this.#refusal;
  }

  #fade(now: number): void {
    const rest = Math.exp(-(now - this.#countedAt) / FADES_AFTER_MS);
    this.#asked *= rest;
    this.#taken *= rest;
    this.#countedAt = now;
  }
}

/**
 * What services that said they are overloaded have refused one caller lately. A refusal costs the service nearly what small work costs:
 * while it refuses most of what a caller sends, the gateway answers the better part of that itself, so that the service has its time for
 * what it takes. Which calls are passed on is drawn by lot, as in "client-side throttling" (Beyer et al., Site Reliability Engineering,
 * 2016, chapter 21), with counts for each caller and method, so that nobody is refused for what others send.
 */
export class OverloadMemory {
  readonly #random: () => number;
  readonly #methods = new Map<string, MethodCounts>();

  /** @param random numbers in [0, 1) */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /**
   * A call is about to be passed on.
   * @param method of one upstream, in whatever words tell them apart
   * @param service name for the message
   * @param now milliseconds of a monotonic clock
   * @throws RookeryError RESOURCE_EXHAUSTED (OVERLOADED) when it is not worth it
   */
  pass(method: string, service: string, now: number): void {
    const counts = this.#methods.get(method);
    if (counts === undefined) return;
    const surplus = counts.surplus(now);
    const isPassedOn = this.#random() >= surplus;
    counts.asked(isPassedOn);
    if (!isPassedOn) throw counts.refusal(service);
  }

  /**
   * The service has refused a call that was passed on, as overloaded.
   * @param retryAfterMs after which it told the caller to try again
   */
  refused(method: string, retryAfterMs: number, now: number): void {
    let counts = this.#methods.get(method);
    if (counts === undefined) {
      if (this.#methods.size >= MOST_METHODS) this.#methods.delete(this.#methods.keys().next().value ?? '');
      counts = new MethodCounts(now);
      this.#methods.set(method, counts);
    }
    counts.refused(retryAfterMs, now);
  }
}
