import type { PlannerDescription, PlannerProblem, PlannerSearch } from '@rookery/shared-planner-backend';
import type { Eventually } from '@rookery/shared-planner-wasm';

/** A search under test. */
export interface TestedSearch extends PlannerSearch {
  /** Leaves it in the middle, as when a caller goes away; unset: as `close`. */
  cancel?(): void;
}

/** A planner under test, wherever it runs: a RemotePlanner is one. */
export interface TestedPlanner {
  describe(): Eventually<PlannerDescription>;
  /** Begins a search with parameters that nobody has looked at: what the planner itself refuses shows. */
  begin(
    problem: PlannerProblem,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<TestedSearch>;
}
