import type {
  DrivenSearch,
  Eventually,
  FinishedSearch,
  LibraryLesson,
  LibraryReport,
  ModelWeight,
  Problem,
} from '@rookery/shared-planner-wasm';
import type { Simulation, SimulationEvent } from './simulation.ts';

/** A search on a host. */
export interface HostedSearch extends DrivenSearch {
  /** See `Search.modelWeights`. */
  modelWeights(): Eventually<ModelWeight[]>;
}

/** What a library taught: for keeping, and for people. */
export interface FittedLibrary {
  /** For `restoreLibraryFit`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly report: LibraryReport;
}

/** Where searches of the core run. */
export interface SearchHost {
  /**
   * Starts a search there; see `createSearch`.
   * @param lesson what a library says of the query
   * @throws RookeryError INVALID_ARGUMENT, NOT_FOUND and DATA_LOSS (lesson) as `createSearch` does, RESOURCE_EXHAUSTED when
   *   too many are open
   */
  start(
    problem: Problem,
    planner: string,
    parameters: Readonly<Record<string, unknown>>,
    lesson?: LibraryLesson,
  ): Eventually<HostedSearch>;
  /**
   * Searches on a simulated problem without leaving the core. When the signal aborts, the result is the best path so far; a
   * reader that leaves ends the search.
   * @throws RookeryError INVALID_ARGUMENT and NOT_FOUND as `start` does, with fields `world.*` too
   */
  simulate(simulation: Simulation, signal: AbortSignal): AsyncIterable<SimulationEvent>;
  /**
   * Learns from finished searches (`fitLibrary`), on a thread of its own: nothing else waits for it, and the memory it takes
   * is given back.
   * @throws RookeryError INVALID_ARGUMENT as `fitLibrary` does; the signal's reason once it aborts
   */
  fit(searches: readonly FinishedSearch[], signal: AbortSignal): Promise<FittedLibrary>;
}
