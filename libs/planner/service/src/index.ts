export { plannerConfig } from './config.ts';
export type { PlannerConfig } from './config.ts';
export { PLANNER_SCHEMAS } from './planner-schemas.ts';
export { openPlanner } from './open-planner.ts';
export type { OpenPlanner } from './open-planner.ts';
