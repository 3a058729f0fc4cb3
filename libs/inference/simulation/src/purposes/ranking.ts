import type { AttributeKey } from '@rookery/shared-scenario';
import type { Random } from '../random.ts';

/** Weights by attribute: positive for those that are not known, 0 for the others. */
export type Weights = ReadonlyMap<AttributeKey, number>;

/** The keys by falling log weight, each moved by normal noise of that standard deviation. */
export function rankedByWeight(
  keys: readonly AttributeKey[],
  weights: Weights,
  noise: number,
  random: Random,
): AttributeKey[] {
  const scored = keys.map((key) => ({
    key,
    score: Math.log(Math.max(weights.get(key) ?? 0, Number.MIN_VALUE)) + noise * random.normal(),
  }));
  return scored.sort((a, b) => b.score - a.score).map(({ key }) => key);
}
