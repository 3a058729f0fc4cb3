export { corePlanners } from './core-planners.ts';
export { CoreSimulations } from './core-simulations.ts';
export type { SimulationRequest } from './core-simulations.ts';
export { allowedValues } from './parameters.ts';
export type { ParameterValues } from './parameters.ts';
export { PlannerRegistry } from './registry.ts';
export type { Planner, SearchRequest, StartedSearch } from './registry.ts';
