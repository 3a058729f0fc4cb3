import { cosine, type Vector } from '../queries/near-duplicates.ts';

/** How queries differ from each other. */
export interface Diversity {
  readonly queries: number;
  /** Different words over all words, 0..1; pairs of neighbouring words alike. */
  readonly distinctWords: number;
  readonly distinctPairs: number;
  /** Mean cosine of each query to the one nearest to it, and over all pairs; 0 for fewer than two. */
  readonly nearestSimilarity: number;
  readonly meanSimilarity: number;
}

/** @param queries at most some thousands: all pairs are compared */
export function diversityOf(
  queries: readonly { readonly query: string; readonly vector: Vector | undefined }[],
): Diversity {
  const words = queries.map(({ query }) => query.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? []);
  const pairs = words.map((one) => one.slice(1).map((word, at) => `${one[at]} ${word}`));
  const vectors = queries.flatMap(({ vector }) => vector ?? []);
  const nearest = new Float64Array(vectors.length).fill(-1);
  let [sum, compared] = [0, 0];
  vectors.forEach((one, at) => {
    for (let other = at + 1; other < vectors.length; other += 1) {
      const similarity = cosine(one, vectors[other] ?? one);
      sum += similarity;
      compared += 1;
      nearest[at] = Math.max(nearest[at] ?? -1, similarity);
      nearest[other] = Math.max(nearest[other] ?? -1, similarity);
    }
  });
  return {
    queries: queries.length,
    distinctWords: distinct(words.flat()),
    distinctPairs: distinct(pairs.flat()),
    nearestSimilarity: compared === 0 ? 0 : nearest.reduce((total, one) => total + one, 0) / nearest.length,
    meanSimilarity: compared === 0 ? 0 : sum / compared,
  };
}

function distinct(items: readonly string[]): number {
  return items.length === 0 ? 0 : new Set(items).size / items.length;
}
