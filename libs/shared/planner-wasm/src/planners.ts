import { guarded } from './failure.ts';
import { core } from './module.ts';

/** One parameter of a planner or a world. */
export interface ParameterInfo {
  readonly name: string;
  /** What it does, with its unit. */
  readonly description: string;
  readonly type: 'number' | 'integer' | 'choice' | 'flag';
  /** Lowest value of a number, included. */
  readonly min?: number;
  /** Highest value of a number, included. */
  readonly max?: number;
  /** The words of a choice. */
  readonly options?: readonly string[];
  readonly default: number | string | boolean;
}

/** Values that replace the defaults when the parameter `preset` has this name. */
export interface PresetInfo {
  readonly name: string;
  readonly description: string;
  /** Pairs of parameter name and value. */
  readonly values: readonly (readonly [string, number | string | boolean])[];
}

/** What a planner is. */
export interface PlannerInfo {
  /** The name that requests use; of the core's, what `createSearch` takes. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: readonly ParameterInfo[];
  readonly presets: readonly PresetInfo[];
  /** Whether it takes `Problem.costs`; others refuse them. */
  readonly weighsCosts: boolean;
  /** Whether it takes what a library of finished searches taught; others refuse it. */
  readonly learnsFromLibraries: boolean;
}

/** A planner of the core. */
export interface CorePlannerInfo extends PlannerInfo {
  /** The widest problem that it takes, at any depth: attributes, 1..64. It refuses wider ones. */
  readonly mostAttributes: number;
}

/** All planners of the core with their parameters, ranges and defaults. */
export function listPlanners(): readonly CorePlannerInfo[] {
  return guarded(() => JSON.parse(core().planners()) as CorePlannerInfo[]);
}
