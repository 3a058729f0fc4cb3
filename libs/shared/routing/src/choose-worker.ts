import type { Worker } from '@rookery/shared-contracts';
import { hash } from 'node:crypto';

/** What a choice goes by, beside the model. */
export interface ChoiceState {
  /**
   * Calls of this process in flight, by worker id. They are newer than what workers report at each renewal.
   */
  readonly ownInFlight: ReadonlyMap<string, number>;
  /** The call's request id: the same id goes to the same worker while that one is not far behind. Empty or not set: to any. */
  readonly requestId?: string;
  /** Worker ids not to choose, because this call has tried them already. */
  readonly tried?: ReadonlySet<string>;
  /** Worker ids to choose only when nobody else serves the model: they fail. */
  readonly avoided?: ReadonlySet<string>;
  /** A number in 0..1 that decides between equals, so that many callers do not all pick the first. */
  readonly tieBreak?: number;
}

/** A worker with what is known of how soon it would be done with one more call. */
interface Rated {
  readonly worker: Worker;
  /** Calls in flight: own and reported. */
  readonly calls: number;
  /** Calls that it ends in a second: as measured, else guessed from its capacity. */
  readonly rate: number;
  /** Seconds until one more call would be done: calls in flight over rate. */
  readonly wait: number;
}

/** The owner of a request id may be so many times as far behind as the least loaded worker... */
const FURTHER_BEHIND = 2;
/** ...or have so much of its capacity taken, whatever the others do: nobody waits much there. */
const LITTLE_TAKEN = 1 / 8;

/**
 * The worker for a call: with a request id the one that this id belongs to, if it has a place and is not far behind the others, so
 * that a repetition meets the worker that knows the answer; else the one that would be done first. Undefined when nobody
 * serves the model that has not been tried. Pure: the gateway and the services choose by the same rule.
 */
export function chooseWorker(
  workers: readonly Worker[],
  model: string,
  state: ChoiceState,
): Worker | undefined {
  const candidates = workers.filter((worker) => serves(worker, model) && !state.tried?.has(worker.id));
  const preferred = candidates.filter((worker) => !state.avoided?.has(worker.id));
  const pool = rated(preferred.length > 0 ? preferred : candidates, state.ownInFlight);
  return ownerOf(pool, state) ?? leastLoaded(pool, state);
}

function serves(worker: Worker, model: string): boolean {
  return worker.models.some((offered) => offered.id === model);
}

/** Where a rate is not known yet, a place is taken to be worth what it is worth at the others. */
function rated(pool: readonly Worker[], ownInFlight: ReadonlyMap<string, number>): Rated[] {
  const measured = pool.filter(({ callsPerSecond = 0 }) => callsPerSecond > 0);
  const places = sum(measured.map(({ capacity }) => capacity));
  const perPlace = places === 0 ? 1 : sum(measured.map(({ callsPerSecond = 0 }) => callsPerSecond)) / places;
  return pool.map((worker) => {
    const calls = worker.inFlight + (ownInFlight.get(worker.id) ?? 0);
    const known = worker.callsPerSecond ?? 0;
    const rate = known > 0 ? known : perPlace * Math.max(1, worker.capacity);
    return { worker, calls, rate, wait: (calls + 1) / rate };
  });
}

/**
 * The worker whose share of the ids this one is in: weighted rendezvous hashing, in which a worker has ids in proportion to its rate.
 * When one comes or goes, only its own ids move, and when one becomes quicker or slower, as few as can be.
 */
function ownerOf(pool: readonly Rated[], { requestId = '', ownInFlight }: ChoiceState): Worker | undefined {
  if (requestId === '') return undefined;
  const least = Math.min(...pool.map(({ wait }) => wait));
  let owner: Worker | undefined;
  let highest = -Infinity;
  for (const one of pool) {
    const { worker } = one;
    if (!hasPlace(worker, ownInFlight) || isFarBehind(one, least)) continue;
    const rank = stepped(one.rate) / -Math.log(drawn(requestId, worker.id));
    if (rank <= highest) continue;
    [owner, highest] = [worker, rank];
  }
  return owner;
}

function isFarBehind({ worker, calls, wait }: Rated, least: number): boolean {
  return wait > FURTHER_BEHIND * least && calls > LITTLE_TAKEN * worker.capacity;
}

// In steps of half a doubling, so that ids stay where they are while a measurement trembles.
function stepped(rate: number): number {
  return 2 ** (Math.round(2 * Math.log2(rate)) / 2);
}

/** A number in 0..1, both excluded, that is the same for the same id and worker everywhere. */
function drawn(requestId: string, workerId: string): number {
  const digest = hash('sha1', JSON.stringify([requestId, workerId]));
  return (Number.parseInt(digest.slice(0, 12), 16) + 0.5) / 2 ** 48;
}

// The larger of the two counts and not their sum, in which this process's calls are twice: a worker that is taken for full has
// lost its repetitions, while one that is full after all says so.
function hasPlace(worker: Worker, ownInFlight: ReadonlyMap<string, number>): boolean {
  return Math.max(worker.inFlight, ownInFlight.get(worker.id) ?? 0) < worker.capacity;
}

function leastLoaded(pool: readonly Rated[], { tieBreak = 0 }: ChoiceState): Worker | undefined {
  const least = Math.min(...pool.map(({ wait }) => wait));
  const equals = pool.filter(({ wait }) => wait === least);
  const index = Math.floor(tieBreak * equals.length);
  return equals[Math.min(index, equals.length - 1)]?.worker;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
