export { startAroundPlanner, type AroundPlanner, type AroundPlannerOptions } from './around-planner.ts';
export { eventually, GaveUp, PATIENCE_MS } from './eventually.ts';
export { Platform, type ServiceName } from './platform.ts';
export { ServiceProcess } from './service-process.ts';
export { seeded } from './seeded.ts';
export { untilServing } from './until-serving.ts';
export { PlannerPlatform, type RunningPlanner } from './planner-platform.ts';
