export { plannerConfig } from './config.ts';
export type { PlannerConfig } from './config.ts';
export { startPlanner } from './start-planner.ts';
