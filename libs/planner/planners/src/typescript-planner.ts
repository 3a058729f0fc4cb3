import type { ParameterInfo } from '@rookery/shared-planner-wasm';
import {
  checkParameters,
  type PlannerCapabilities,
  type PlannerProblem,
  type PlannerSearch,
} from '@rookery/shared-planner-backend';
import { filledIn, type ParameterValues } from './parameters.ts';
import { CORE_CAPABILITIES, type Planner } from './planner.ts';

/** What it takes to write a planner in TypeScript; see one-at-a-time.ts for a whole one. */
export interface TypescriptPlanner {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly description: string;
  readonly parameters?: readonly ParameterInfo[];
  readonly capabilities?: PlannerCapabilities;
  /** Begins a search. Every parameter is there and in its range. */
  readonly start: (problem: PlannerProblem, parameters: ParameterValues) => PlannerSearch;
}

/** Makes a planner out of it: parameters are checked and filled in. */
export function typescriptPlanner(planner: TypescriptPlanner): Planner {
  const { name, description, parameters = [], capabilities = CORE_CAPABILITIES, start } = planner;
  const info = {
    name,
    title: name,
    description,
    parameters,
    presets: [],
    weighsCosts: false,
    learnsFromLibraries: false,
  };
  return {
    info,
    capabilities,
    start: (problem, given) => {
      checkParameters(parameters, given);
      return start(problem, filledIn(info, given));
    },
  };
}
