import type { AttributeKey } from '@rookery/shared-scenario';
import type { Random } from '../random.ts';

/** Weights over attributes, all positive for those that are not known. */
export type Weights = Readonly<Record<AttributeKey, number>>;

/** The keys by falling log weight, each moved by normal noise of that standard deviation. */
export function rankedByWeight(
  keys: readonly AttributeKey[],
  weights: Weights,
  noise: number,
  random: Random,
): AttributeKey[] {
  const scored = keys.map((key) => ({
    key,
    score: Math.log(Math.max(weights[key], Number.MIN_VALUE)) + noise * random.normal(),
  }));
  return scored.sort((a, b) => b.score - a.score).map(({ key }) => key);
}
