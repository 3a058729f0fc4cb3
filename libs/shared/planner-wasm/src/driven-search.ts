import type { Answer, PathEstimate, Question, SearchProgress } from './search.ts';

/** A value now, or a promise of it. */
export type Eventually<T> = T | Promise<T>;

/**
 * What it takes to drive a search. A `Search` is one, and so is a search on another thread or in another process: who
 * awaits each call can drive them all.
 */
export interface DrivenSearch {
  /** See `Search.ask`. */
  ask(max: number): Eventually<Question[]>;
  /** See `Search.tell`. */
  tell(answers: readonly Answer[]): Eventually<void>;
  /** See `Search.bestPath`. */
  bestPath(): Eventually<PathEstimate>;
  /** See `Search.progress`. */
  progress(): Eventually<SearchProgress>;
  /** Gives back what the search holds, wherever that is; does not wait for it. */
  close(): void;
}
