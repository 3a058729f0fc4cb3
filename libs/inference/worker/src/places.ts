import { onAbort } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import { WORKER_FULL } from '@rookery/shared-routing';
import type { WorkClass } from '@rookery/shared-runtime';
import { DrainRate } from './drain-rate.ts';
import { FairLine } from './fair-line.ts';

export interface PlacesSettings {
  /** Calls at once. */
  readonly capacity: number;
  /** Places on top that only interactive calls are given. */
  readonly forInteractive: number;
  /** Calls of each class that may wait for a place. */
  readonly queue: number;
}

/** Who wants a place. */
export interface Claim {
  readonly class: WorkClass;
  /** Those who wait under different keys take turns. */
  readonly key: string;
}

interface Waiting {
  readonly claim: Claim;
  begin(): void;
  refuse(): void;
}

/** Bounds of the wait suggested to a refused caller, in milliseconds. */
const SUGGESTED_WAIT = { least: 100, most: 10_000 } as const;
/** While batch calls wait, they get a place after so many interactive ones: they are slow, and never stand still. */
const INTERACTIVE_TURNS = 16;

/**
 * The places of a worker: so many calls at once, a short queue, and beyond that an early refusal that says when to come back.
 * Interactive calls go before batch calls and have some places for themselves, so that a person waits for other people at
 * most. Within a class the keys take turns. One whose signal aborts leaves the queue; of a full one, the key that has most
 * calls in it gives way to one that has fewer.
 */
export class Places {
  readonly #settings: PlacesSettings;
  readonly #queues: Readonly<Record<WorkClass, FairLine<Waiting>>> = {
    interactive: new FairLine(),
    batch: new FairLine(),
  };
  #taken = 0;
  /** Interactive calls that were given a place since batch calls began to wait, or were last given one. */
  #turns = 0;
  readonly #drain = new DrainRate();
  // Moving average over the last calls or so; the first guess only matters before any call has ended.
  #typicalMs = 1000;

  constructor(settings: PlacesSettings) {
    this.#settings = settings;
  }

  /** Calls that have a place. */
  get taken(): number {
    return this.#taken;
  }

  /** Calls that wait for one. */
  get waiting(): number {
    return this.#queues.interactive.size + this.#queues.batch.size;
  }

  /** Calls that have a place or wait for one. */
  get inFlight(): number {
    return this.#taken + this.waiting;
  }

  /** Calls that end in a second when there are enough of them, as far as that was seen; undefined: not yet. */
  callsPerSecond(): number | undefined {
    return this.#drain.read(performance.now());
  }

  /**
   * Runs the work in a place. RESOURCE_EXHAUSTED with a time when the queue is full; rejects when the signal
   * aborts.
   */
  async run<Result>(signal: AbortSignal, claim: Claim, work: () => Promise<Result>): Promise<Result> {
    const leave = await this.enter(signal, claim);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes a place; the returned function gives it back, once. */
  async enter(signal: AbortSignal, claim: Claim): Promise<() => void> {
    signal.throwIfAborted();
    await this.#wait(signal, claim);
    const begun = performance.now();
    this.#drain.began(begun);
    return () => {
      const now = performance.now();
      this.#typicalMs += 0.1 * (now - begun - this.#typicalMs);
      this.#drain.ended(now);
      this.#taken -= 1;
      this.#giveOut();
    };
  }

  async #wait(signal: AbortSignal, claim: Claim): Promise<void> {
    const queue = this.#queues[claim.class];
    const place = Promise.withResolvers<void>();
    const waiting: Waiting = {
      claim,
      begin: place.resolve,
      refuse: () => place.reject(this.#refusal(claim)),
    };
    queue.add(claim.key, waiting);
    this.#giveOut();
    if (queue.size > this.#settings.queue) this.#shorten(queue, waiting);
    using _ = onAbort(signal, () => {
      // Whoever was given a place already passes it on in its own time.
      if (queue.remove(claim.key, waiting)) place.reject(signal.reason);
    });
    await place.promise;
  }

  /** Refuses the one that came last, or the last one of a key that has more in the queue than this one's. */
  #shorten(queue: FairLine<Waiting>, newest: Waiting): void {
    const { key } = newest.claim;
    const longest = queue.longest() ?? key;
    queue.dropLast(queue.lengthOf(longest) > queue.lengthOf(key) ? longest : key)?.refuse();
  }

  /** Gives out the places that are free. */
  #giveOut(): void {
    for (;;) {
      const next = this.#next();
      if (next === undefined) return;
      this.#taken += 1;
      next.begin();
    }
  }

  #next(): Waiting | undefined {
    const { interactive, batch } = this.#queues;
    const { capacity, forInteractive } = this.#settings;
    const free = this.#taken < capacity;
    const batchIsDue = batch.size > 0 && (interactive.size === 0 ? free : this.#turns >= INTERACTIVE_TURNS);
    const anyFree = this.#taken < capacity + forInteractive;
    if (batchIsDue && anyFree) {
      this.#turns = 0;
      return batch.next();
    }
    if (interactive.size === 0 || !anyFree) return undefined;
    this.#turns = batch.size > 0 ? this.#turns + 1 : 0;
    return interactive.next();
  }

  #refusal({ class: workClass }: Claim): RookeryError {
    const { capacity, queue } = this.#settings;
    const rounds = (this.#queues[workClass].size + 1) / capacity;
    const wait = Math.min(SUGGESTED_WAIT.most, Math.max(SUGGESTED_WAIT.least, this.#typicalMs * rounds));
    return new RookeryError(
      'RESOURCE_EXHAUSTED',
      `this worker is full: ${capacity} calls at work and ${queue} ${workClass} ones waiting, its limits`,
      { reason: WORKER_FULL, retryAfterMs: Math.round(wait) },
    );
  }
}
