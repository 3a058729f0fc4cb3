import { onAbort } from '@rookery/shared-concurrency';

interface Waiting {
  readonly order: number;
  readonly enter: () => void;
}

/** The place of one sample. */
export interface Place {
  /** The sample asks nobody while it stores what it was given: its slot goes to another, unless too many are open. */
  leave(): void;
  /** Takes a slot again, before all samples that have not begun. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<void>;
  /** The sample is done. */
  end(): void;
}

/**
 * Slots for samples that ask a model or the judge, for the work that comes first in the run: what is open beside it has work left when
 * it ends, and no slot stays empty. As many again may be on their way into the database, without a slot; while it takes nothing, no
 * sample begins beyond that. When somebody asks to slow down there are fewer, at most once a second by a third; every
 * sample that ends well brings back a fraction of one, so that the number settles where the other side can follow
 * (additive increase, multiplicative decrease, as in TCP).
 */
export class Slots {
  readonly #most: number;
  readonly #now: () => number;
  #limit: number;
  #taken = 0;
  #storing = 0;
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

  /** Slots that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Samples that have left their slots and are not done. */
  get storing(): number {
    return this.#storing;
  }

  /**
   * Waits for a slot. Rejects with the signal's reason.
   * @param order 0 or more: who has the lowest is first; of equals, who came first
   */
  async take(signal: AbortSignal, order = 0): Promise<Place> {
    await this.#enter(signal, order);
    let holds = true;
    return {
      leave: () => {
        if (!holds) return;
        holds = false;
        this.#taken -= 1;
        this.#storing += 1;
        this.#admit();
      },
      enter: async (again) => {
        await this.#enter(again, BEFORE_ALL);
        this.#storing -= 1;
        holds = true;
        this.#admit();
      },
      end: () => {
        if (holds) this.#taken -= 1;
        else this.#storing -= 1;
        this.#admit();
      },
    };
  }

  async #enter(signal: AbortSignal, order: number): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = {
      order,
      enter: () => {
        this.#taken += 1;
        resolve();
      },
    };
    this.#waiting.splice(this.#waiting.findLastIndex((other) => other.order <= order) + 1, 0, waiting);
    this.#admit();
    using _ = onAbort(signal, () => {
      const position = this.#waiting.indexOf(waiting);
      if (position < 0) return;
      this.#waiting.splice(position, 1);
      reject(signal.reason as Error);
    });
    await promise;
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
    for (let [next] = this.#waiting; next !== undefined && this.#admits(next.order); [next] = this.#waiting) {
      this.#waiting.shift();
      next.enter();
    }
  }

  /** Whether there is a slot for who has this order; not for one more to begin where too many are on their way into the database. */
  #admits(order: number): boolean {
    return this.#taken < this.limit && (order === BEFORE_ALL || this.#taken + this.#storing < 2 * this.#most);
  }
}

/** The order of those that have begun. */
const BEFORE_ALL = -1;

/** The crowd that is in flight when the first refusal comes gets many of them: they count as one. */
const SLOW_DOWN_PAUSE_MS = 1000;
const SLOW_DOWN_TO = 2 / 3;
