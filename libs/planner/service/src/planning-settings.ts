import type { PlanningOptions } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS, isAttributeKey, maskOf, type AttributeMask } from '@rookery/shared-scenario';

/** How a search is done, defaults filled in. */
export interface PlanningSettings {
  /** Empty: the default planner. */
  readonly planner: string;
  readonly parametersJson: string;
  readonly answerModel: string;
  readonly judgeModel: string;
  readonly priorModel: string;
  /** Attributes on the path, 1..64. */
  readonly depth: number;
  /** Most evaluations, 1..1,000,000. */
  readonly budget: number;
  /** Evaluations in flight at once, 1..256. */
  readonly concurrency: number;
  /** 0..2^32-1. */
  readonly seed: number;
  /** What must not be asked for. */
  readonly forbidden: AttributeMask;
  /** No subset may be evaluated twice. */
  readonly distinctSubsets: boolean;
}

/** Paper, section 5: paths of five attributes, 300 rollouts. */
const DEPTH = 5;
const BUDGET = 300;
const CONCURRENCY = 8;

/** @throws RookeryError INVALID_ARGUMENT for `options` and attributes that are none */
export function settingsFromWire(options: PlanningOptions | undefined): PlanningSettings {
  if (options === undefined) throw invalidArgument('options', 'is required');
  return {
    planner: options.planner,
    parametersJson: options.parametersJson,
    answerModel: options.answerModel,
    judgeModel: options.judgeModel,
    priorModel: options.priorModel === '' ? options.answerModel : options.priorModel,
    depth: options.depth ?? DEPTH,
    budget: options.budget ?? BUDGET,
    concurrency: options.concurrency ?? CONCURRENCY,
    seed: options.seed,
    forbidden: maskFromWire('options.forbidden_attributes', options.forbiddenAttributes),
    distinctSubsets: options.distinctSubsets,
  };
}

/** A set of attributes. @throws RookeryError INVALID_ARGUMENT naming the element and the attributes there are */
export function maskFromWire(field: string, names: readonly string[]): AttributeMask {
  const keys = names.map((name, index) => {
    if (isAttributeKey(name)) return name;
    throw invalidArgument(`${field}[${index}]`, `is no attribute; allowed are ${ATTRIBUTE_KEYS.join(', ')}`);
  });
  return maskOf(keys);
}
