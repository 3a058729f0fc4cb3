const FIRST_MS = 50;
const MOST_MS = 1000;

/**
 * Spaces attempts to connect to an upstream that is away. Calls in between fail at once instead of piling up; the
 * first call after the pause tries again. The longest pause is short because a local connection attempt is cheap and
 * callers should notice soon that a service is back.
 */
export class ReconnectBackoff {
  #failures = 0;
  #notBefore = 0;

  /** True when another attempt may be made at `now` (milliseconds of a monotonic clock). */
  allows(now: number): boolean {
    return now >= this.#notBefore;
  }

  failed(now: number): void {
    const pause = Math.min(FIRST_MS * 2 ** this.#failures, MOST_MS);
    this.#failures += 1;
    this.#notBefore = now + pause;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }
}
