import type { EvaluationCost } from './evaluation-cost.ts';
import { SearchThread } from './search-thread.ts';

/** An open search counts like so many milliseconds of waiting work: it will ask now and then. */
const OPEN_SEARCH_MS = 1;

/** A simulation under way on a thread. */
export interface Going {
  readonly planner: string;
  /** Evaluations it may still do. */
  left: number;
}

/** One thread of a pool and what was put on it. */
export class Place {
  readonly thread: SearchThread;
  readonly going = new Set<Going>();
  /** Searches open on it, driven from outside. */
  open = 0;
  readonly #cost: EvaluationCost;

  constructor(thread: SearchThread, cost: EvaluationCost) {
    this.thread = thread;
    this.#cost = cost;
  }

  get empty(): boolean {
    return this.open === 0 && this.going.size === 0;
  }

  /**
   * How much longer something that needs `ownMs` of the thread takes for what is on it, milliseconds: all take turns, so none
   * delays it by more than its own length.
   */
  delay(ownMs: number): number {
    const simulations = [...this.going].map(({ planner, left }) =>
      Math.min(ownMs, this.#cost.of(planner, left)),
    );
    return simulations.reduce((sum, ms) => sum + ms, OPEN_SEARCH_MS * this.open);
  }
}
