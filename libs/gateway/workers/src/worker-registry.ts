import { whenAborted } from '@rookery/shared-concurrency';
import type { Worker } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';

interface Lease {
  worker: Worker;
  expiry: NodeJS.Timeout;
}

/**
 * The inference workers with a live lease. Held in memory on purpose: workers register again when a renewal says
 * NOT_FOUND, so after a restart the list is whole again within a third of a lease (decision note on the gateway).
 */
export class WorkerRegistry {
  /** How long an entry lives without a renewal, in milliseconds. */
  readonly leaseMs: number;
  readonly #leases = new Map<string, Lease>();
  #sorted: readonly Worker[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(leaseMs: number) {
    this.leaseMs = leaseMs;
  }

  /** All workers, ordered by id. A new array after each change. */
  workers(): readonly Worker[] {
    return this.#sorted;
  }

  /** Enters a worker or replaces the one with its id. */
  register(worker: Worker): void {
    clearTimeout(this.#leases.get(worker.id)?.expiry);
    this.#leases.set(worker.id, { worker, expiry: this.#expiryOf(worker.id) });
    this.#publish();
  }

  /** Extends a lease and notes the load. NOT_FOUND when there is no lease to extend. */
  renew(id: string, inFlight: number): void {
    const lease = this.#leases.get(id);
    if (lease === undefined) {
      throw new RookeryError('NOT_FOUND', `worker_id: ${id} has no lease here; register again`, {
        reason: 'LEASE_ENDED',
      });
    }
    clearTimeout(lease.expiry);
    lease.expiry = this.#expiryOf(id);
    if (lease.worker.inFlight === inFlight) return;
    lease.worker = { ...lease.worker, inFlight };
    this.#publish();
  }

  /** Takes a worker off the list; fine when it is not there. */
  remove(id: string): void {
    const lease = this.#leases.get(id);
    if (lease === undefined) return;
    clearTimeout(lease.expiry);
    this.#leases.delete(id);
    this.#publish();
  }

  /** The list now and after each change, until `signal` aborts. A slow reader gets the newest list, not every one. */
  async *watch(signal: AbortSignal): AsyncGenerator<readonly Worker[], void> {
    const left = whenAborted(signal);
    while (!signal.aborted) {
      // Taken before the list, so that a change while the reader is slow is not lost.
      const changed = this.#changed.promise;
      yield this.#sorted;
      await Promise.race([changed, left]);
    }
    signal.throwIfAborted();
  }

  /** Forgets everybody. */
  close(): void {
    for (const { expiry } of this.#leases.values()) clearTimeout(expiry);
    this.#leases.clear();
    this.#publish();
  }

  #expiryOf(id: string): NodeJS.Timeout {
    const timer = setTimeout(() => this.remove(id), this.leaseMs);
    timer.unref();
    return timer;
  }

  #publish(): void {
    this.#sorted = [...this.#leases.values()]
      .map(({ worker }) => worker)
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}
