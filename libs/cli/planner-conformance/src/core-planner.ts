import { createSearch, listPlanners } from '@rookery/shared-planner-wasm';
import type { PlannerDescription } from '@rookery/shared-planner-backend';
import type { TestedPlanner } from './tested-planner.ts';

/** A planner of the core, in this process; undefined: it has none of that name. */
export function plannerInCore(name: string): TestedPlanner | undefined {
  const info = listPlanners().find((one) => one.name === name);
  if (info === undefined) return undefined;
  return {
    describe: (): PlannerDescription => ({
      ...info,
      capabilities: { maxAttributes: info.mostAttributes, maxDepth: 64, distinctSubsets: false },
    }),
    begin: async (problem, parameters) => createSearch(problem, name, parameters),
  };
}

/** Names of the planners of the core. */
export function coreNames(): string[] {
  return listPlanners().map(({ name }) => name);
}
