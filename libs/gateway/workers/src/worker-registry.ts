import { waitOrAbort, whenAborted } from '@rookery/shared-concurrency';
import type { Worker } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { HeardWorkers } from './heard-workers.ts';
import type { LeaseStore, Load } from './lease-store.ts';

/** What a registry needs of a logger. */
export interface RegistryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface RegistrySettings {
  /** How long an entry lives without a renewal, in milliseconds. */
  readonly leaseMs: number;
  /** Longest time between two looks at what other replicas entered, in milliseconds. */
  readonly lookEveryMs: number;
  readonly log: RegistryLog;
}

/**
 * The inference workers with a live lease, as all replicas of the gateway enter them in one database; what is listed here
 * is what this replica has read last. While the database is away that list stays as it was, and when it is there again nobody
 * is taken off for a lease that could not be renewed meanwhile: workers have one lease's time to come back (decision 66).
 */
export class WorkerRegistry {
  readonly #store: LeaseStore;
  readonly #settings: RegistrySettings;
  readonly #workers: HeardWorkers;
  readonly #closing = new AbortController();
  #changed = Promise.withResolvers<void>();
  #failure: RookeryError | undefined;
  #readAt = performance.now();
  /** Until then ended leases count, of those who are listed. */
  #lenientUntil = -Infinity;
  #nextLookMs = 0;
  #lastLook: Promise<void> = Promise.resolve();
  #watching: Promise<void> | undefined;

  private constructor(store: LeaseStore, settings: RegistrySettings) {
    this.#store = store;
    this.#settings = settings;
    this.#workers = new HeardWorkers(store);
  }

  /** With the list as it is. @throws RookeryError UNAVAILABLE when it cannot be read */
  static async open(store: LeaseStore, settings: RegistrySettings): Promise<WorkerRegistry> {
    const registry = new WorkerRegistry(store, settings);
    await registry.#read();
    registry.#watching = registry.#keepLooking();
    return registry;
  }

  get leaseMs(): number {
    return this.#settings.leaseMs;
  }

  /** All workers, ordered by id. A new array after each change. */
  workers(): readonly Worker[] {
    return this.#workers.listed;
  }

  /** Readiness: passes when the last look at the list succeeded, else UNAVAILABLE. */
  check(): Promise<void> {
    return this.#failure === undefined ? Promise.resolve() : Promise.reject(this.#failure);
  }

  /** Enters a worker or replaces the one with its id; this replica lists it when this resolves. */
  async register(worker: Worker): Promise<void> {
    await this.#store.register(worker, this.leaseMs);
    await this.#look();
  }

  /** Extends a lease and notes the load. NOT_FOUND when there is no lease to extend. */
  async renew(id: string, load: Load): Promise<void> {
    if (await this.#store.renew(id, load, this.leaseMs)) return;
    throw new RookeryError('NOT_FOUND', `worker_id: ${id} has no lease here; register again`, {
      reason: 'LEASE_ENDED',
    });
  }

  /** Takes a worker off the list: here when this resolves, at other replicas with their next look. Fine when it is not there. */
  async remove(id: string): Promise<void> {
    await this.#store.remove(id);
    await this.#look();
  }

  /** The list now and after each change, until `signal` aborts. A slow reader gets the newest list, not every one. */
  async *watch(signal: AbortSignal): AsyncGenerator<readonly Worker[], void> {
    const left = whenAborted(signal);
    while (!signal.aborted) {
      // Taken before the list, so that a change while the reader is slow is not lost.
      const changed = this.#changed.promise;
      yield this.#workers.listed;
      await Promise.race([changed, left]);
    }
    signal.throwIfAborted();
  }

  /** Stops looking; the workers keep their leases, for the other replicas and the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    await this.#lastLook;
  }

  // A look every moment and not LISTEN: a proxy that shares connections, such as PgBouncer, passes no notices on.
  async #keepLooking(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await waitOrAbort(this.#nextLookMs, signal);
      if (!signal.aborted) await this.#look();
    }
  }

  /** A look that begins now or later, never before; one at a time. What goes wrong with it is not the fault of who asked. */
  #look(): Promise<void> {
    return (this.#lastLook = this.#lastLook.then(async () => {
      try {
        await this.#read();
        if (this.#failure !== undefined) this.#settings.log.info({}, 'the list of workers can be read again');
        this.#failure = undefined;
      } catch (caught) {
        this.#noteFailure(asRookeryError(caught));
      }
    }));
  }

  async #read(): Promise<void> {
    const { leaseMs, lookEveryMs } = this.#settings;
    const leases = await this.#store.leases();
    const now = performance.now();
    // Where the list could not be read for so long, leases could not be renewed either.
    if (now - this.#readAt > leaseMs / 3) this.#lenientUntil = now + leaseMs;
    const lenient = now < this.#lenientUntil;
    const counting = leases.filter(
      ({ worker, leftMs }) => leftMs > 0 || (lenient && this.#workers.has(worker)),
    );
    const changed = await this.#workers.update(counting);
    this.#readAt = performance.now();
    const ends = counting.map(({ leftMs }) => leftMs).filter((leftMs) => leftMs > 0);
    this.#nextLookMs = Math.max(1, Math.min(lookEveryMs, ...ends));
    if (!changed) return;
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }

  #noteFailure(failure: RookeryError): void {
    this.#nextLookMs = this.#settings.lookEveryMs;
    // Said once per outage, not once per look.
    if (this.#failure === undefined) {
      const { code, message } = failure;
      this.#settings.log.warn(
        { code, reason: message },
        'the list of workers cannot be read; the last one stays',
      );
    }
    this.#failure = failure;
  }
}
