import type { PlanningOptions } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { STANDARD_CONCURRENCY, STANDARD_PROBLEM } from '@rookery/shared-planner-wasm';
import {
  ATTRIBUTE_KEYS,
  HIGHEST_QUESTION_COST,
  isAttributeKey,
  maskOf,
  type AttributeKey,
  type AttributeMask,
  type QuestionCosts,
} from '@rookery/shared-scenario';

/** How a search is done, whatever it is about; defaults filled in. */
export interface SearchSettings {
  /** Empty: the default planner. */
  readonly planner: string;
  readonly parametersJson: string;
  /** Attributes on the path, 1..64. */
  readonly depth: number;
  /** Most evaluations, 1..1,000,000. */
  readonly budget: number;
  /** Evaluations in flight at once, 1..256. */
  readonly concurrency: number;
  /** 0..2^32-1. */
  readonly seed: number;
}

/** How a search for a person's path is done. */
export interface PlanningSettings extends SearchSettings {
  readonly answerModel: string;
  readonly judgeModel: string;
  readonly priorModel: string;
  /** What must not be asked for. */
  readonly forbidden: AttributeMask;
  /** No subset may be evaluated twice. */
  readonly distinctSubsets: boolean;
  /** What questions cost, over what they cost in this deployment; undefined: the request does not say. */
  readonly costs: QuestionCosts | undefined;
}

/** @throws RookeryError INVALID_ARGUMENT for `options`, models that are not named and attributes that are none */
export function settingsFromWire(options: PlanningOptions | undefined): PlanningSettings {
  const given = present(options);
  return {
    ...searchSettingsFromWire(given),
    answerModel: named('options.answer_model', given.answerModel),
    judgeModel: named('options.judge_model', given.judgeModel),
    priorModel: given.priorModel === '' ? given.answerModel : given.priorModel,
    forbidden: maskFromWire('options.forbidden_attributes', given.forbiddenAttributes),
    distinctSubsets: given.distinctSubsets,
    costs: costsFromWire('options.attribute_costs', given.attributeCosts),
  };
}

/** @throws RookeryError INVALID_ARGUMENT for `options` */
export function searchSettingsFromWire(options: PlanningOptions | undefined): SearchSettings {
  const { planner, parametersJson, depth, budget, concurrency, seed } = present(options);
  return {
    planner,
    parametersJson,
    depth: depth ?? STANDARD_PROBLEM.depth,
    budget: budget ?? STANDARD_PROBLEM.budget,
    concurrency: concurrency ?? STANDARD_CONCURRENCY,
    seed,
  };
}

function present(options: PlanningOptions | undefined): PlanningOptions {
  if (options === undefined) throw invalidArgument('options', 'is required');
  return options;
}

function named(field: string, model: string): string {
  if (model === '') throw invalidArgument(field, 'is required');
  return model;
}

/** A set of attributes. @throws RookeryError INVALID_ARGUMENT naming the element and the attributes there are */
export function maskFromWire(field: string, names: readonly string[]): AttributeMask {
  const keys = names.map((name, index) => {
    if (isAttributeKey(name)) return name;
    throw invalidArgument(`${field}[${index}]`, `is no attribute; allowed are ${ATTRIBUTE_KEYS.join(', ')}`);
  });
  return maskOf(keys);
}

/**
 * Costs by attribute; undefined when none is named.
 * @throws RookeryError INVALID_ARGUMENT naming the attribute that there is not, or whose cost is not in its range
 */
function costsFromWire(field: string, given: Readonly<Record<string, number>>): QuestionCosts | undefined {
  const costs: Partial<Record<AttributeKey, number>> = {};
  for (const [key, cost] of Object.entries(given)) {
    if (!isAttributeKey(key)) {
      throw invalidArgument(`${field}.${key}`, `is no attribute; allowed are ${ATTRIBUTE_KEYS.join(', ')}`);
    }
    costs[key] = checkedCost(`${field}.${key}`, cost);
  }
  return Object.keys(costs).length === 0 ? undefined : costs;
}

/** @throws RookeryError INVALID_ARGUMENT for the field */
export function checkedCost(field: string, cost: number): number {
  if (cost >= 0 && cost <= HIGHEST_QUESTION_COST) return cost;
  throw invalidArgument(field, `${cost} is not in 0..${HIGHEST_QUESTION_COST}`);
}
