import { ATTRIBUTE_KEYS, type AttributeKey } from '@rookery/shared-scenario';

/** Ratio of the weights of neighbouring places. The paper does not say how a ranking becomes a distribution. */
const DECAY = 0.7;

/**
 * A ranking as weights: DECAY^(place - 1), so that the second is worth 0.7 of the first. Candidates that the ranking
 * leaves out share the place after the last, so that all can be chosen; everything else weighs 0.
 * @returns one weight for each attribute, in the order of the attributes
 */
export function rankingWeights(
  ranking: readonly AttributeKey[],
  candidates: readonly AttributeKey[],
): number[] {
  return ATTRIBUTE_KEYS.map((key) => {
    if (!candidates.includes(key)) return 0;
    const place = ranking.indexOf(key);
    return DECAY ** (place === -1 ? ranking.length : place);
  });
}
