import type { SearchThread } from './search-thread.ts';

/** An open search counts like so many waiting evaluations of a simulation: it asks now and then. */
const OPEN_SEARCH = 10;

/** A simulation under way on a thread. */
export interface Going {
  /** Evaluations it may still do. */
  left: number;
}

/** One thread of a pool and what was put on it. */
export class PoolThread {
  readonly thread: SearchThread;
  readonly going = new Set<Going>();
  /** Searches open on it, driven from outside. */
  open = 0;

  constructor(thread: SearchThread) {
    this.thread = thread;
  }

  get empty(): boolean {
    return this.open === 0 && this.going.size === 0;
  }

  /**
   * What is done on it before something of so many evaluations is, in evaluations: all take turns, so nothing holds it up
   * by more than its own length.
   */
  ahead(evaluations: number): number {
    const simulations = [...this.going].map(({ left }) => Math.min(evaluations, left));
    return simulations.reduce((sum, count) => sum + count, OPEN_SEARCH * this.open);
  }
}
