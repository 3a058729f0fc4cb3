import type { Eventually, LibraryLesson, PlannerInfo } from '@rookery/shared-planner-wasm';
import type { PlannerCapabilities, PlannerProblem, PlannerSearch } from '@rookery/shared-planner-backend';
import type { ParameterValues } from './parameters.ts';

/** A planner of this process that can be named: what it is, and how a search with it begins. */
export interface Planner {
  readonly info: PlannerInfo;
  /** Unset: up to 64 attributes and any depth, without a promise about distinct subsets. */
  readonly capabilities?: PlannerCapabilities;
  /**
   * Throws INVALID_ARGUMENT with fields `problem.*` and `parameters.*`. The lesson is what a library says of the query, for
   * planners that learn from libraries.
   */
  readonly start: (
    problem: PlannerProblem,
    parameters: ParameterValues,
    lesson?: LibraryLesson,
  ) => Eventually<PlannerSearch>;
}

/** What a planner can do that says nothing else; those of the core say how wide a problem they take. */
export const CORE_CAPABILITIES: PlannerCapabilities = {
  maxAttributes: 64,
  maxDepth: 64,
  distinctSubsets: false,
};
