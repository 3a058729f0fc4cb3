export { verifyPlanner } from './verify-planner.ts';
export type { CheckResult } from './check.ts';
