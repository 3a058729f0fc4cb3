/** How often one rater's category met the other's. */
export interface ConfusionTable {
  /** In ascending order. */
  readonly categories: readonly number[];
  /** `[first][second]`: items that the first rater put into one category and the second into the other. */
  readonly counts: readonly (readonly number[])[];
  /** Items that both rated. */
  readonly items: number;
}

/** Two ratings of one item; one that is missing leaves the item out. */
export type RatedTwice = readonly [first: number | undefined, second: number | undefined];

/**
 * @param categories all there can be; without them, those that occur
 * @throws RangeError a rating that is none of the categories
 */
export function confusionTable(items: readonly RatedTwice[], categories?: readonly number[]): ConfusionTable {
  const both = items.filter(
    (item): item is readonly [number, number] => item[0] !== undefined && item[1] !== undefined,
  );
  const ordered = [...new Set(categories ?? both.flat())].sort((a, b) => a - b);
  const places = new Map(ordered.map((category, place) => [category, place]));
  const placeOf = (rating: number): number => {
    const place = places.get(rating);
    if (place === undefined)
      throw new RangeError(`rating: is ${rating}, one of ${ordered.join(', ')} is needed`);
    return place;
  };
  const counts = ordered.map(() => new Array<number>(ordered.length).fill(0));
  for (const [first, second] of both) {
    const row = counts[placeOf(first)];
    const column = placeOf(second);
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return { categories: ordered, counts, items: both.length };
}
