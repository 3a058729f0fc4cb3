export { corePlanners } from './core-planners.ts';
export { allowedValues } from './parameters.ts';
export type { ParameterValues } from './parameters.ts';
export type { Planner } from './planner.ts';
export type { ListedPlanner } from './reached-planner.ts';
export { PlannerRegistry } from './registry.ts';
export type { SearchRequest, SimulationRequest, StartedSearch } from './registry.ts';
export { typescriptPlanners } from './typescript-planners.ts';
