import { createSearch, listPlanners } from '@rookery/shared-core';
import { CORE_CAPABILITIES, type Planner } from './planner.ts';

/** The planners of the WASM core. */
export function corePlanners(): Planner[] {
  return listPlanners().map((info) => ({
    info,
    capabilities: CORE_CAPABILITIES,
    start: (problem, parameters) => createSearch(problem, info.name, parameters),
  }));
}
