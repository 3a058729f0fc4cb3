import type { AttributeKey } from '@rookery/shared-scenario';
import type { GuidingPath } from '../guiding-path.ts';
import type { WorthOfAsking } from './abstention.ts';

/** Mean score of answers without any attribute (paper, section 3). */
const WITHOUT_ANYTHING = 2.79;
/** Points of score that a whole profile adds to that: to 4.00 (paper, section 3). */
const GAIN_OF_EVERYTHING = 1.21;
/** Share of what is still to be gained that the best next question brings: 3.33, 4.10, 4.23, 4.30 (paper, Fig. 15). */
const SHARE_OF_THE_BEST = 0.6;
/** Weight of the model's estimate against planned paths, in paths of similarity 1. Chosen. */
const WEIGHT_OF_THE_MODEL = 1;
const MOST_COMPLETE = 5;

/**
 * What each attribute is worth on its own, against the most telling one: the order of the paper's Fig. 6, whose bars are not
 * published as numbers. Chosen within that order.
 */
const RELATIVE_WORTH: Readonly<Record<AttributeKey, number>> = {
  emotional_state: 1,
  mental_health_status: 0.95,
  past_self_harm_history: 0.9,
  health_status: 0.6,
  economic_status: 0.55,
  marital_status: 0.45,
  profession: 0.4,
  age: 0.35,
  education_level: 0.3,
  gender: 0.25,
};

/**
 * The score, 2.79..4.00, that answers of this completeness have in the mean: a model's own estimate in place of an answer and
 * its verdict, where there is nobody who could judge.
 * @param completeness 0..5
 */
export function scoreAtCompleteness(completeness: number): number {
  return WITHOUT_ANYTHING + (GAIN_OF_EVERYTHING * completeness) / MOST_COMPLETE;
}

/** What the next question would be decided by. */
export interface GainInput {
  /** What may be asked for, one or more. */
  readonly candidates: readonly AttributeKey[];
  readonly paths: readonly GuidingPath[];
  /** The model's estimate, 0..5. */
  readonly completeness: number;
  /** What a question about an attribute costs the person, points of score. */
  readonly costOf: (attribute: AttributeKey) => number;
}

/**
 * The question that is expected to bring most beyond its cost. Two sources, weighted: the step that a planned path would take
 * next, with the gain that was measured for it on a similar query; and the model's own estimate of what is missing, spread
 * over the attributes by what they are worth in general. Losses count as no gain: a step's value is an estimate with noise.
 */
export function bestQuestion({
  candidates,
  paths,
  completeness,
  costOf,
}: GainInput): WorthOfAsking | undefined {
  const missing = GAIN_OF_EVERYTHING * (1 - completeness / MOST_COMPLETE) * SHARE_OF_THE_BEST;
  const planned = nextSteps(candidates, paths);
  const worth = candidates.map((attribute): WorthOfAsking => {
    const { weight, gain } = planned.get(attribute) ?? { weight: 0, gain: 0 };
    const byModel = missing * RELATIVE_WORTH[attribute];
    return {
      attribute,
      gain: (weight * gain + WEIGHT_OF_THE_MODEL * byModel) / (weight + WEIGHT_OF_THE_MODEL),
      cost: costOf(attribute),
    };
  });
  return worth.reduce<WorthOfAsking | undefined>(
    (best, one) => (best === undefined || one.gain - one.cost > best.gain - best.cost ? one : best),
    undefined,
  );
}

interface PlannedGain {
  /** Sum of the similarities of the paths that take this step. */
  readonly weight: number;
  /** Their mean gain, weighted by similarity; 0 or more. */
  readonly gain: number;
}

// A path advises its first step that may still be asked for; the steps before it are known, or were asked in vain.
function nextSteps(
  candidates: readonly AttributeKey[],
  paths: readonly GuidingPath[],
): ReadonlyMap<AttributeKey, PlannedGain> {
  const gains = new Map<AttributeKey, PlannedGain>();
  for (const { attributes, values, startValue, similarity } of paths) {
    const at = attributes.findIndex((attribute) => candidates.includes(attribute));
    const attribute = attributes[at];
    const after = values[at];
    const before = at === 0 ? startValue : values[at - 1];
    if (attribute === undefined || after === undefined || before === undefined) continue;
    const { weight, gain } = gains.get(attribute) ?? { weight: 0, gain: 0 };
    const sum = weight + similarity;
    if (sum === 0) continue;
    gains.set(attribute, {
      weight: sum,
      gain: (weight * gain + similarity * Math.max(0, after - before)) / sum,
    });
  }
  return gains;
}
