import type { InferenceServiceClient, Worker } from '@rookery/shared-contracts';
import { isRookeryError, type RookeryError } from '@rookery/shared-errors';
import { Circuits, type AttemptEnd } from './circuits.ts';
import { chooseWorker } from './choose-worker.ts';
import { noWorkerError } from './offered-models.ts';
import type { WorkerChannels } from './worker-channels.ts';
import type { WorkerList } from './worker-list.ts';

/** How long a call waits for the first worker list after a start, in milliseconds. */
const FIRST_LIST_MS = 10_000;

/** What a worker is chosen by. */
export interface RoutedCall {
  readonly model: string;
  /** Not set or empty: the call is not repeated under it. */
  readonly requestId?: string | undefined;
}

/** A worker lent to one attempt of one call. */
export interface Lent {
  readonly worker: Worker;
  readonly inference: InferenceServiceClient;
  /** Ends the attempt, once. */
  giveBack(end: AttemptEnd): void;
}

/** Lends workers to calls and keeps the counts that the choice goes by. */
export class WorkerChoice {
  readonly #list: WorkerList;
  readonly #channels: WorkerChannels;
  readonly #inFlight = new Map<string, number>();
  readonly #circuits = new Circuits();

  constructor(list: WorkerList, channels: WorkerChannels) {
    this.#list = list;
    this.#channels = channels;
  }

  /**
   * The best worker for the call that is not among those tried. `previous` is the error of the attempt
   * before: it is what the caller gets when no worker is left, because it says more than "nobody left".
   */
  async lend(
    { model, requestId = '' }: RoutedCall,
    tried: Set<string>,
    signal: AbortSignal,
    previous?: RookeryError,
  ): Promise<Lent> {
    const workers = await this.#list.workersWithin(FIRST_LIST_MS, signal);
    const worker = chooseWorker(workers, model, {
      ownInFlight: this.#inFlight,
      requestId,
      tried,
      avoided: this.#circuits.avoided(performance.now()),
      tieBreak: Math.random(),
    });
    if (worker === undefined) throw previous ?? noWorkerError(workers, model);
    tried.add(worker.id);
    return this.#lent(worker);
  }

  /** Forgets what was known of workers that are not listed any more. */
  keepOnly(workers: readonly Worker[]): void {
    this.#circuits.keepOnly(new Set(workers.map(({ id }) => id)));
  }

  #lent(worker: Worker): Lent {
    this.#inFlight.set(worker.id, (this.#inFlight.get(worker.id) ?? 0) + 1);
    const ended = this.#circuits.begin(worker.id, performance.now());
    return {
      worker,
      inference: this.#channels.acquire(worker.address),
      giveBack: (end) => {
        const left = (this.#inFlight.get(worker.id) ?? 1) - 1;
        if (left > 0) this.#inFlight.set(worker.id, left);
        else this.#inFlight.delete(worker.id);
        ended(end, performance.now());
        this.#channels.release(worker.address);
      },
    };
  }
}

/** The reason that a worker gives when its places and its queue are taken; nothing has begun there. */
export const WORKER_FULL = 'WORKER_FULL';

/** Whether another worker may do what this one could not: it was unreachable, or had no place. */
export function worthAnotherWorker(caught: unknown): caught is RookeryError {
  if (!isRookeryError(caught)) return false;
  return caught.code === 'UNAVAILABLE' || caught.reason === WORKER_FULL;
}

/** How an attempt ended that failed. */
export function endOf(caught: unknown, signal: AbortSignal): AttemptEnd {
  if (signal.aborted) return 'left';
  return isRookeryError(caught) && caught.code === 'UNAVAILABLE' ? 'failed' : 'answered';
}
