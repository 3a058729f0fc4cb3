import { onAbort } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import { WORKER_FULL } from '@rookery/shared-routing';

export interface PlacesSettings {
  /** Calls at once. */
  readonly capacity: number;
  /** Calls that may wait for a place. */
  readonly queue: number;
}

interface Waiting {
  readonly begin: () => void;
}

/** Bounds of the wait suggested to a refused caller, in milliseconds. */
const SUGGESTED_WAIT = { least: 100, most: 10_000 } as const;

/**
 * The places of a worker: so many calls at once, a short queue, and beyond that an early refusal that says
 * when to come back. Waiting callers are served in their order; one whose signal aborts leaves the queue.
 */
export class Places {
  readonly #settings: PlacesSettings;
  readonly #queue = new Set<Waiting>();
  #taken = 0;
  // Moving average over the last calls or so; the first guess only matters before any call has ended.
  #typicalMs = 1000;

  constructor(settings: PlacesSettings) {
    this.#settings = settings;
  }

  /** Calls that have a place or wait for one. */
  get inFlight(): number {
    return this.#taken + this.#queue.size;
  }

  /**
   * Runs the work in a place. RESOURCE_EXHAUSTED with a time when the queue is full; rejects when the signal
   * aborts.
   */
  async run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const leave = await this.enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes a place; the returned function gives it back, once. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#taken >= this.#settings.capacity) await this.#wait(signal);
    else this.#taken += 1;
    const begun = performance.now();
    return () => {
      this.#typicalMs += 0.1 * (performance.now() - begun - this.#typicalMs);
      this.#passOn();
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#queue.size >= this.#settings.queue) throw this.#refusal();
    const place = Promise.withResolvers<void>();
    const waiting: Waiting = { begin: place.resolve };
    this.#queue.add(waiting);
    using _ = onAbort(signal, () => {
      // Whoever was given a place already passes it on in its own time.
      if (this.#queue.delete(waiting)) place.reject(signal.reason);
    });
    await place.promise;
  }

  #passOn(): void {
    const [next] = this.#queue;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#queue.delete(next);
    next.begin();
  }

  #refusal(): RookeryError {
    const { capacity, queue } = this.#settings;
    const rounds = (this.#queue.size + 1) / capacity;
    const wait = Math.min(SUGGESTED_WAIT.most, Math.max(SUGGESTED_WAIT.least, this.#typicalMs * rounds));
    return new RookeryError(
      'RESOURCE_EXHAUSTED',
      `this worker is full: ${capacity} calls at work and ${queue} waiting, its limits`,
      { reason: WORKER_FULL, retryAfterMs: Math.round(wait) },
    );
  }
}
