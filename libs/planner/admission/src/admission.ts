import { onAbort } from '@rookery/shared-concurrency';
import { RookeryError, withoutStack } from '@rookery/shared-errors';
import { MachineModel } from './machine-model.ts';

/** What a search wants. */
export interface SearchDemand {
  /** Evaluations it may ask for, 1 or more. */
  readonly evaluations: number;
  /** When its path must be there; undefined: the caller set no deadline. */
  readonly deadline: Date | undefined;
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal;
}

/** A search that may run. Disposing it ends it, whatever became of it. */
export interface AdmittedSearch extends Disposable {
  /** It has made that many evaluations so far. */
  progress(evaluations: number): void;
  /** It has ended by itself, perhaps before its budget. */
  finished(): void;
}

/**
 * Share of the time to the deadline that a search may be expected to take: what is left is for the errors of estimates. It
 * shrinks by a tenth with each deadline that is missed and grows back with each that is met, so that where searches get
 * less than what was measured (a starved machine, slow ways back) about one in fifty is late and not most of them.
 */
const USABLE = { most: 0.6, least: 0.1, afterMiss: 0.9, perHit: 0.001 } as const;
/**
 * Searches hand in what they have a moment before their deadline: what ends without being finished in this last share of
 * its time, or in these last milliseconds, has missed it.
 */
const LAST = { share: 0.1, ms: 100 } as const;
/** How long a caller without a deadline is taken to wait, in milliseconds. */
const PATIENCE_MS = 60_000;
const SHORTEST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

interface Waiting {
  readonly demand: SearchDemand;
  readonly start: (search: AdmittedSearch) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Lets searches in as long as they can be expected to end within their deadlines, and refuses the others at once, before
 * anything was spent on them.
 *
 * As many searches run at once as the machine needs to be busy; more would only slow each other down until all of
 * them are late. The others wait in the order in which they came, and the queue is as long as deadlines allow: no number
 * has to be configured, and what is in the queue is always worth doing.
 */
export class Admission {
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #machine: MachineModel;
  readonly #waiting = new Set<Waiting>();
  #running = 0;
  #usable: number = USABLE.most;
  /** Evaluations that the running and the waiting searches may still ask for. */
  #outstanding = 0;

  /**
   * @param now milliseconds since 1970, as deadlines are given
   * @param random numbers in [0, 1), to spread the times at which callers come back
   * @param perMs evaluations a millisecond to go by until something was observed, if there is an idea of it
   */
  constructor(now: () => number = Date.now, random: () => number = Math.random, perMs?: number) {
    this.#now = now;
    this.#random = random;
    this.#machine = new MachineModel(now, perMs);
  }

  /**
   * Lets a search in, perhaps after others.
   * @throws RookeryError RESOURCE_EXHAUSTED with the time after which to try again, when it could not be done in time;
   *   nearly always at once, after waiting only when what ran before it took longer than expected
   */
  async admit(demand: SearchDemand): Promise<AdmittedSearch> {
    demand.signal.throwIfAborted();
    const isFree = this.#waiting.size === 0 && this.#running < this.#machine.slots;
    if (isFree && (this.#running === 0 || this.#serviceMs(demand) <= this.#leftMs(demand))) {
      return this.#start(demand);
    }
    this.#machine.pressed();
    const lateMs = this.#expectedMs(demand) - this.#usable * this.#leftMs(demand);
    if (lateMs > 0) throw this.#refusal(demand, lateMs);
    return this.#wait(demand);
  }

  async #wait(demand: SearchDemand): Promise<AdmittedSearch> {
    const { promise, resolve, reject } = Promise.withResolvers<AdmittedSearch>();
    const waiting: Waiting = { demand, start: resolve, refuse: reject };
    const leave = (): void => {
      this.#waiting.delete(waiting);
      reject(demand.signal.reason as Error);
    };
    this.#waiting.add(waiting);
    this.#outstanding += demand.evaluations;
    using _ = onAbort(demand.signal, leave);
    try {
      return await promise;
    } catch (caught) {
      this.#outstanding -= demand.evaluations;
      throw caught;
    }
  }

  #startWaiting(): void {
    for (const waiting of this.#waiting) {
      this.#machine.pressed();
      if (this.#running >= this.#machine.slots) return;
      this.#waiting.delete(waiting);
      const { demand } = waiting;
      const lateMs = this.#serviceMs(demand) - this.#leftMs(demand);
      if (lateMs > 0 && this.#running > 0) {
        waiting.refuse(this.#refusal(demand, lateMs));
        continue;
      }
      this.#outstanding -= demand.evaluations;
      waiting.start(this.#start(demand));
    }
  }

  #start(demand: SearchDemand): AdmittedSearch {
    const { evaluations } = demand;
    const hadMs = this.#leftMs(demand);
    let left = evaluations;
    let ended = false;
    let isFinished = false;
    this.#outstanding += left;
    this.#setRunning(this.#running + 1);
    const progress = (done: number): void => {
      const more = Math.min(evaluations, done) - (evaluations - left);
      if (ended || more <= 0) return;
      left -= more;
      this.#outstanding -= more;
      this.#machine.done(more);
      this.#startWaiting();
    };
    return {
      progress,
      // What a search did not need is done too: the queue shrinks by it.
      finished: () => {
        progress(evaluations);
        isFinished = true;
      },
      [Symbol.dispose]: () => {
        if (ended) return;
        ended = true;
        this.#outstanding -= left;
        this.#setRunning(this.#running - 1);
        if (isFinished) this.#usable = Math.min(USABLE.most, this.#usable + USABLE.perHit);
        else if (this.#leftMs(demand) < Math.max(LAST.ms, LAST.share * hadMs)) this.#shrinkUsable();
        this.#startWaiting();
      },
    };
  }

  #shrinkUsable(): void {
    this.#usable = Math.max(USABLE.least, this.#usable * USABLE.afterMiss);
  }

  #setRunning(searches: number): void {
    this.#running = searches;
    this.#machine.setInFlight(searches);
  }

  #leftMs({ deadline }: SearchDemand): number {
    return deadline === undefined ? PATIENCE_MS : deadline.getTime() - this.#now();
  }

  /** How long a search takes when it starts now, beside those that run. */
  #serviceMs({ evaluations }: SearchDemand): number {
    const { perMs } = this.#machine;
    return perMs === undefined ? 0 : (evaluations * (this.#running + 1)) / perMs;
  }

  /**
   * How long a search takes from now: what is ahead of it, itself, and what is done meanwhile for searches behind it,
   * which is half of its size for each other slot. Endless while nothing was measured.
   */
  #expectedMs({ evaluations }: SearchDemand): number {
    const { perMs, slots } = this.#machine;
    if (perMs === undefined) return Infinity;
    return (this.#outstanding + evaluations * (1 + (slots - 1) / 2)) / perMs;
  }

  #refusal(demand: SearchDemand, lateMs: number): RookeryError {
    const waitMs = Math.min(LONGEST_RETRY_MS, Math.max(SHORTEST_RETRY_MS, lateMs));
    const perSecond = Math.round(1000 * (this.#machine.perMs ?? 0));
    return withoutStack(
      () =>
        new RookeryError(
          'RESOURCE_EXHAUSTED',
          `the planner is busy: ${this.#running} searches run and ${this.#waiting.size} wait, ${this.#outstanding} evaluations ` +
            `in all, of which about ${perSecond} are done in a second; ${demand.evaluations} more would not be done in time in ` +
            `the ${Math.max(0, Math.round(this.#leftMs(demand)))} ms left`,
          { reason: 'OVERLOADED', retryAfterMs: Math.round(waitMs * (0.5 + this.#random())) },
        ),
    );
  }
}
