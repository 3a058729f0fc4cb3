export { corePlanners } from './core-planners.ts';
export { allowedValues } from './parameters.ts';
export type { ParameterValues } from './parameters.ts';
export { PlannerRegistry } from './registry.ts';
export type { Planner, SearchRequest, SimulationRequest, StartedSearch } from './registry.ts';
