import type { Worker } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { chooseWorker, noWorkerError } from '@rookery/shared-routing';
import type { WorkerRegistry } from './worker-registry.ts';

/** The metadata key by which a caller from outside names the model. */
export const MODEL_HEADER = 'rookery-model';

/** A worker that could not be reached is passed over for so long when others serve the model. */
const AVOIDED_MS = 5000;

/** A worker for one call; `done` when the call has ended. */
export interface ChosenWorker {
  readonly worker: Worker;
  readonly done: () => void;
}

/** Chooses a worker for each call that comes through the gateway: the least loaded that serves the model. */
export class WorkerChoice {
  readonly #registry: Pick<WorkerRegistry, 'workers'>;
  readonly #inFlight = new Map<string, number>();
  readonly #avoidedUntil = new Map<string, number>();

  constructor(registry: Pick<WorkerRegistry, 'workers'>) {
    this.#registry = registry;
  }

  /**
   * INVALID_ARGUMENT without a model, UNAVAILABLE when no worker is registered, NOT_FOUND, with the models that are
   * known, when nobody serves this one.
   */
  choose(model: string | undefined): ChosenWorker {
    if (model === undefined || model === '') {
      throw invalidArgument(
        MODEL_HEADER,
        'is not set; name the model in this metadata key as well as in the request',
      );
    }
    const workers = this.#registry.workers();
    const worker = chooseWorker(workers, model, {
      ownInFlight: this.#inFlight,
      avoided: this.#avoided(workers),
      tieBreak: Math.random(),
    });
    if (worker === undefined) throw noWorkerError(workers, model);
    this.#count(worker.id, 1);
    return { worker, done: () => this.#count(worker.id, -1) };
  }

  /** Any worker, for what all of them can tell. UNAVAILABLE when none is registered. */
  any(): ChosenWorker {
    const workers = this.#registry.workers();
    const avoided = this.#avoided(workers);
    const worker = workers.find(({ id }) => !avoided.has(id)) ?? workers[0];
    if (worker === undefined) throw noWorkerError(workers, '');
    this.#count(worker.id, 1);
    return { worker, done: () => this.#count(worker.id, -1) };
  }

  /** Notes that nothing listens at an address; a worker there is passed over for a while. */
  unreachable(address: string): void {
    this.#avoidedUntil.set(address, performance.now() + AVOIDED_MS);
  }

  reached(address: string): void {
    this.#avoidedUntil.delete(address);
  }

  #avoided(workers: readonly Worker[]): ReadonlySet<string> {
    const avoided = new Set<string>();
    if (this.#avoidedUntil.size === 0) return avoided;
    const now = performance.now();
    for (const [address, until] of this.#avoidedUntil) if (until <= now) this.#avoidedUntil.delete(address);
    for (const { id, address } of workers) if (this.#avoidedUntil.has(address)) avoided.add(id);
    return avoided;
  }

  #count(id: string, change: number): void {
    const calls = (this.#inFlight.get(id) ?? 0) + change;
    if (calls > 0) this.#inFlight.set(id, calls);
    else this.#inFlight.delete(id);
  }
}
