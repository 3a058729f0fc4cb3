import { createSearch, listPlanners } from '@rookery/shared-planner-wasm';
import type { PlannerDescription } from '@rookery/shared-planner-backend';
import type { TestedPlanner } from './tested-planner.ts';

/** What planners of the core can do. */
const CAPABILITIES = { maxAttributes: 64, maxDepth: 64, distinctSubsets: false };

/** A planner of the core, in this process; undefined: it has none of that name. */
export function plannerInCore(name: string): TestedPlanner | undefined {
  const info = listPlanners().find((one) => one.name === name);
  if (info === undefined) return undefined;
  return {
    describe: (): PlannerDescription => ({ ...info, capabilities: CAPABILITIES }),
    begin: async (problem, parameters) => createSearch(problem, name, parameters),
  };
}

/** Names of the planners of the core. */
export function coreNames(): string[] {
  return listPlanners().map(({ name }) => name);
}
