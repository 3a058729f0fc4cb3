import { onAbort } from '@rookery/shared-concurrency';

/**
 * Slots for samples in flight. When somebody asks to slow down there are fewer, at most once a second by a third; every
 * sample that ends well brings back a fraction of one, so that the number settles where the other side can follow
 * (additive increase, multiplicative decrease, as in TCP).
 */
export class Slots {
  readonly #most: number;
  readonly #now: () => number;
  #limit: number;
  #taken = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  readonly #waiting: (() => void)[] = [];

  /** @param now milliseconds, for tests */
  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#limit = most;
    this.#now = now;
  }

  /** Samples that may be in flight now, 1 or more. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  /** Samples in flight. */
  get taken(): number {
    return this.#taken;
  }

  /** Waits for a slot; first come, first served. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#taken < this.limit && this.#waiting.length === 0) {
      this.#taken += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const enter = (): void => {
      this.#taken += 1;
      resolve();
    };
    this.#waiting.push(enter);
    using _ = onAbort(signal, () => {
      const position = this.#waiting.indexOf(enter);
      if (position < 0) return;
      this.#waiting.splice(position, 1);
      reject(signal.reason as Error);
    });
    await promise;
  }

  giveBack(): void {
    this.#taken -= 1;
    this.#admit();
  }

  /** Somebody asked to slow down. */
  slowDown(): void {
    if (this.#now() - this.#slowedAt < SLOW_DOWN_PAUSE_MS) return;
    this.#slowedAt = this.#now();
    this.#limit = Math.max(1, Math.min(this.#limit, this.#taken) * SLOW_DOWN_TO);
  }

  /** A sample ended well. */
  speedUp(): void {
    this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
    this.#admit();
  }

  #admit(): void {
    while (this.#taken < this.limit) {
      const enter = this.#waiting.shift();
      if (enter === undefined) return;
      enter();
    }
  }
}

/** The crowd that is in flight when the first refusal comes gets many of them: they count as one. */
const SLOW_DOWN_PAUSE_MS = 1000;
const SLOW_DOWN_TO = 2 / 3;
