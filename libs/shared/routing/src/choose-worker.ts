import type { Worker } from '@rookery/shared-contracts';
import { hash } from 'node:crypto';

/** What a choice goes by, beside the model. */
export interface ChoiceState {
  /**
   * Calls of this process in flight, by worker id. They are newer than what workers report at each renewal.
   */
  readonly ownInFlight: ReadonlyMap<string, number>;
  /** The call's request id: the same id goes to the same worker while that one has a place. Empty or not set: to any. */
  readonly requestId?: string;
  /** Worker ids not to choose, because this call has tried them already. */
  readonly tried?: ReadonlySet<string>;
  /** Worker ids to choose only when nobody else serves the model: they failed a moment ago. */
  readonly avoided?: ReadonlySet<string>;
  /** A number in 0..1 that decides between equals, so that many callers do not all pick the first. */
  readonly tieBreak?: number;
}

/** Calls in flight as a share of what the worker takes at once: own plus reported over capacity. 0: idle. */
export function loadOf(worker: Worker, ownInFlight: ReadonlyMap<string, number>): number {
  const calls = worker.inFlight + (ownInFlight.get(worker.id) ?? 0);
  return calls / Math.max(1, worker.capacity);
}

function serves(worker: Worker, model: string): boolean {
  return worker.models.some((offered) => offered.id === model);
}

/**
 * The worker for a call: with a request id the one that this id belongs to, if it has a place, so that a repetition meets the
 * worker that knows the answer; else the least loaded. Undefined when nobody serves the model that has not been tried.
 * Pure: the gateway and the services choose by the same rule.
 */
export function chooseWorker(
  workers: readonly Worker[],
  model: string,
  state: ChoiceState,
): Worker | undefined {
  const candidates = workers.filter((worker) => serves(worker, model) && !state.tried?.has(worker.id));
  const preferred = candidates.filter((worker) => !state.avoided?.has(worker.id));
  const pool = preferred.length > 0 ? preferred : candidates;
  return ownerOf(pool, state) ?? leastLoaded(pool, state);
}

/**
 * The worker with the highest hash of request id and worker id among those with a place. When one comes or goes, only its own
 * ids move (rendezvous hashing).
 */
function ownerOf(pool: readonly Worker[], { requestId = '', ownInFlight }: ChoiceState): Worker | undefined {
  if (requestId === '') return undefined;
  let owner: Worker | undefined;
  let highest = '';
  for (const worker of pool) {
    const rank = hash('sha1', JSON.stringify([requestId, worker.id]));
    if (rank <= highest || !hasPlace(worker, ownInFlight)) continue;
    [owner, highest] = [worker, rank];
  }
  return owner;
}

// The larger of the two counts and not their sum, in which this process's calls are twice: a worker that is taken for full has
// lost its repetitions, while one that is full after all says so.
function hasPlace(worker: Worker, ownInFlight: ReadonlyMap<string, number>): boolean {
  return Math.max(worker.inFlight, ownInFlight.get(worker.id) ?? 0) < worker.capacity;
}

function leastLoaded(
  pool: readonly Worker[],
  { ownInFlight, tieBreak = 0 }: ChoiceState,
): Worker | undefined {
  const loads = pool.map((worker) => loadOf(worker, ownInFlight));
  const least = Math.min(...loads);
  const equals = pool.filter((_, index) => loads[index] === least);
  const index = Math.floor(tieBreak * equals.length);
  return equals[Math.min(index, equals.length - 1)];
}
