import { type ErrorCode, isNoAnswer, type Reason, type RookeryError } from '@rookery/shared-errors';

/** Repeating such a call gives the same error: the request names something that is not there or not allowed. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'UNIMPLEMENTED',
  'FAILED_PRECONDITION',
]);

/** The same of errors whose code alone does not tell. */
const HOPELESS_REASONS: ReadonlySet<Reason | undefined> = new Set<Reason>([
  'MODEL_QUOTA_SPENT',
  'MODEL_REQUEST_OVER_RATE',
]);

/** So many failures in a row end a search even when little is in flight. */
const LEAST_STREAK = 8;

/** Judges the failures of a search: whether it can go on, and whether it ends with a path or with an error. */
export class FailureStreak {
  readonly #longest: number;
  #inARow = 0;
  #succeeded = false;

  /** @param concurrency evaluations in flight at once: one outage makes as many fail together */
  constructor(concurrency: number) {
    this.#longest = Math.max(LEAST_STREAK, 2 * concurrency);
  }

  /** An evaluation has given a score. */
  success(): void {
    this.#succeeded = true;
    this.#inARow = 0;
  }

  /**
   * An evaluation or a ranking has failed, with an error or without (unscored, unreadable).
   * @returns true when the search should end with what it has
   * @throws RookeryError the error, when there is nothing to end with
   */
  failure(kind: 'evaluate' | 'rank', error: RookeryError | undefined): boolean {
    if (error !== undefined && !this.#succeeded && isHopeless(error)) throw error;
    // A search does without its prior.
    if (kind === 'rank') return false;
    this.#inARow += 1;
    if (this.#inARow < this.#longest) return false;
    if (error !== undefined && !this.#succeeded) throw error;
    return true;
  }
}

// What one prompt makes a filter strike, or a model think too long, another may not: each evaluation shows other facts.
function isHopeless(error: RookeryError): boolean {
  if (isNoAnswer(error)) return false;
  return HOPELESS.has(error.code) || HOPELESS_REASONS.has(error.reason);
}
