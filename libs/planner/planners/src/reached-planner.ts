import type { Eventually, LibraryLesson } from '@rookery/shared-planner-wasm';
import { invalidArgument, type RookeryError } from '@rookery/shared-errors';
import type {
  PlannerCapabilities,
  PlannerDescription,
  PlannerProblem,
  PlannerSearch,
  RemotePlanner,
} from '@rookery/shared-planner-backend';
import type { ParameterValues } from './parameters.ts';
import { CORE_CAPABILITIES, type Planner } from './planner.ts';

/** A planner that can be named. */
export interface ListedPlanner extends Omit<PlannerDescription, 'capabilities'> {
  /** Undefined while it cannot be used. */
  readonly capabilities: PlannerCapabilities | undefined;
  /** Reached over the network. */
  readonly external: boolean;
  /** Why it cannot be used just now; then nothing but its name is known. Undefined: it can. */
  readonly unusable: RookeryError | undefined;
}

/** How to reach a planner, wherever it is. */
export interface ReachedPlanner {
  readonly name: string;
  readonly external: boolean;
  /** Throws a planner failure while it cannot be used. */
  describe(): Eventually<PlannerDescription>;
  start(
    problem: PlannerProblem,
    parameters: ParameterValues,
    signal: AbortSignal,
    lesson?: LibraryLesson,
  ): Eventually<PlannerSearch>;
}

export function inProcess(planner: Planner): ReachedPlanner {
  const { info, capabilities = CORE_CAPABILITIES, start } = planner;
  return {
    name: info.name,
    external: false,
    describe: () => ({ ...info, capabilities }),
    start: (problem, parameters, _signal, lesson) => start(problem, parameters, lesson),
  };
}

export function remote(planner: Pick<RemotePlanner, 'name' | 'describe' | 'start'>): ReachedPlanner {
  return {
    name: planner.name,
    external: true,
    describe: () => planner.describe(),
    start: (problem, parameters, signal) => planner.start(problem, parameters, signal),
  };
}

/** @throws RookeryError INVALID_ARGUMENT (problem.*) for what is beyond the planner */
export function checkCapabilities(
  { name, weighsCosts, capabilities: { maxAttributes, maxDepth, distinctSubsets } }: PlannerDescription,
  { attributes, depth, distinct, costs }: PlannerProblem,
): void {
  if (attributes > maxAttributes) {
    throw invalidArgument('problem.attributes', `${attributes} is not in 1..${maxAttributes}`);
  }
  if (depth > maxDepth) throw invalidArgument('problem.depth', `${depth} is not in 1..${maxDepth}`);
  if (distinct && !distinctSubsets) {
    throw invalidArgument('problem.distinct_subsets', `${name} cannot promise it; leave it unset`);
  }
  if (costs.length > 0 && !weighsCosts) {
    throw invalidArgument(
      'problem.costs',
      `${name} cannot weigh them; leave them out or take another planner`,
    );
  }
}
