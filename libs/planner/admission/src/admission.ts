import { RookeryError } from '@rookery/shared-errors';
import { Throughput } from './throughput.ts';

/** What a search wants. */
export interface SearchDemand {
  /** Evaluations it may ask for, 1 or more. */
  readonly evaluations: number;
  /** When its path must be there; undefined: the caller set no deadline. */
  readonly deadline: Date | undefined;
}

/** A search that may run. Disposing it ends it, whatever became of it. */
export interface AdmittedSearch extends Disposable {
  /** It has made that many evaluations so far. */
  progress(evaluations: number): void;
  /** It has ended by itself, perhaps before its budget. */
  finished(): void;
}

/** Searches let in at once before anything was measured. */
const AT_FIRST = 4;
/** A search is always let in when there is no other: the estimates rest on searches that run. */
const ALWAYS = 1;
/** Share of the time to the deadline that a search may be expected to take: what is left is for the errors of estimates. */
const USABLE = 0.6;
/** How long a caller without a deadline is taken to wait, in milliseconds. */
const PATIENCE_MS = 60_000;
const SHORTEST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

interface Running {
  readonly reserved: number;
  done: number;
}

/**
 * Lets searches in as long as they, and those that run, can be expected to end within their deadlines; refuses the
 * others at once, before anything was spent on them.
 *
 * All searches run at once and share what there is evenly, so a search takes about the evaluations of all searches over
 * the evaluations that are done in a second. That bounds the searches in flight by their own deadlines, with no
 * number to configure, and leaves no queue that would have to drain when an overload ends.
 */
export class Admission {
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #throughput: Throughput;
  readonly #running = new Set<Running>();
  #reserved = 0;

  /**
   * @param now milliseconds since 1970, as deadlines are given
   * @param random numbers in [0, 1), to spread the times at which callers come back
   */
  constructor(now: () => number = Date.now, random: () => number = Math.random) {
    this.#now = now;
    this.#random = random;
    this.#throughput = new Throughput(now);
  }

  /**
   * Lets a search in.
   * @throws RookeryError RESOURCE_EXHAUSTED with the time after which to try again, when it could not be done in time
   */
  admit({ evaluations, deadline }: SearchDemand): AdmittedSearch {
    const leftMs = deadline === undefined ? PATIENCE_MS : deadline.getTime() - this.#now();
    const { perMs, room } = this.#throughput;
    const expectedMs = (this.#reserved + evaluations) / (perMs ?? 0);
    const letIn = perMs === undefined ? AT_FIRST : Math.max(ALWAYS, room);
    if (this.#running.size >= letIn && expectedMs > USABLE * leftMs) {
      this.#throughput.refused();
      throw this.#refusal(evaluations, expectedMs - USABLE * leftMs, leftMs);
    }
    return this.#start(evaluations);
  }

  #start(evaluations: number): AdmittedSearch {
    const search: Running = { reserved: evaluations, done: 0 };
    this.#running.add(search);
    this.#reserved += search.reserved;
    this.#throughput.setInFlight(this.#running.size);
    const progress = (done: number): void => {
      const more = Math.min(done, search.reserved) - search.done;
      if (more <= 0) return;
      search.done += more;
      this.#throughput.done(more);
    };
    return {
      progress,
      // What a search did not need is done too: reservations shrink by it.
      finished: () => progress(search.reserved),
      [Symbol.dispose]: () => {
        if (!this.#running.delete(search)) return;
        this.#reserved -= search.reserved;
        this.#throughput.setInFlight(this.#running.size);
      },
    };
  }

  #refusal(evaluations: number, lateMs: number, leftMs: number): RookeryError {
    const waitMs = Math.min(LONGEST_RETRY_MS, Math.max(SHORTEST_RETRY_MS, lateMs));
    const perSecond = Math.round(1000 * (this.#throughput.perMs ?? 0));
    return new RookeryError(
      'RESOURCE_EXHAUSTED',
      `the planner is busy: ${this.#running.size} searches of ${this.#reserved} evaluations are in flight, about ` +
        `${perSecond} evaluations are done in a second, and ${evaluations} more would not be done within the ` +
        `${Math.max(0, Math.round(leftMs))} ms left`,
      { reason: 'OVERLOADED', retryAfterMs: Math.round(waitMs * (0.5 + this.#random())) },
    );
  }
}
