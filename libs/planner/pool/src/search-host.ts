import type { DrivenSearch, Eventually, Problem } from '@rookery/shared-core';
import type { Simulation, SimulationEvent } from './simulation.ts';

/** Where searches of the core run. */
export interface SearchHost {
  /**
   * Starts a search there; see `createSearch`.
   * @throws RookeryError INVALID_ARGUMENT and NOT_FOUND as `createSearch` does, RESOURCE_EXHAUSTED when too many
   *   are open
   */
  start(
    problem: Problem,
    planner: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Eventually<DrivenSearch>;
  /**
   * Searches on a simulated problem without leaving the core. When the signal aborts, the result is the best path so far; a
   * reader that leaves ends the search.
   * @throws RookeryError INVALID_ARGUMENT and NOT_FOUND as `start` does, with fields `world.*` too
   */
  simulate(simulation: Simulation, signal: AbortSignal): AsyncIterable<SimulationEvent>;
}
