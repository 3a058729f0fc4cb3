import type { SearchHost } from '@rookery/planner-pool';
import { listPlanners } from '@rookery/shared-planner-wasm';
import { CORE_CAPABILITIES, type Planner } from './planner.ts';

/** The planners of the WASM core; their searches run on that host. */
export function corePlanners(host: SearchHost): Planner[] {
  return listPlanners().map((info) => ({
    info,
    capabilities: { ...CORE_CAPABILITIES, maxAttributes: info.mostAttributes },
    start: (problem, parameters, lesson) => host.start(problem, info.name, parameters, lesson),
  }));
}
