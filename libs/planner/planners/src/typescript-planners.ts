import { oneAtATime } from './one-at-a-time.ts';
import type { Planner } from './planner.ts';

/** The planners written in TypeScript. A new one is added here. */
export function typescriptPlanners(): Planner[] {
  return [oneAtATime];
}
