import { createSearch, listPlanners } from '@rookery/shared-core';
import type { Planner } from './registry.ts';

/** The planners of the WASM core. */
export function corePlanners(): Planner[] {
  return listPlanners().map((info) => ({
    info,
    start: (problem, parameters) => createSearch(problem, info.name, parameters),
  }));
}
