import { onAbort } from '@rookery/shared-concurrency';

interface Waiting {
  readonly order: number;
  readonly enter: () => void;
}

/**
 * Slots for samples in flight, for the work that comes first in the run: what is open beside it has work left when it ends, and no
 * slot stays empty. When somebody asks to slow down there are fewer, at most once a second by a third; every
 * sample that ends well brings back a fraction of one, so that the number settles where the other side can follow
 * (additive increase, multiplicative decrease, as in TCP).
 */
export class Slots {
  readonly #most: number;
  readonly #now: () => number;
  #limit: number;
  #taken = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  readonly #waiting: Waiting[] = [];

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

  /**
   * Waits for a slot. Rejects with the signal's reason.
   * @param order who has the lowest is first; of equals, who came first
   */
  async take(signal: AbortSignal, order = 0): Promise<void> {
    signal.throwIfAborted();
    if (this.#taken < this.limit && this.#waiting.length === 0) {
      this.#taken += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = {
      order,
      enter: () => {
        this.#taken += 1;
        resolve();
      },
    };
    this.#waiting.splice(this.#waiting.findLastIndex((other) => other.order <= order) + 1, 0, waiting);
    using _ = onAbort(signal, () => {
      const position = this.#waiting.indexOf(waiting);
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
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next.enter();
    }
  }
}

/** The crowd that is in flight when the first refusal comes gets many of them: they count as one. */
const SLOW_DOWN_PAUSE_MS = 1000;
const SLOW_DOWN_TO = 2 / 3;
