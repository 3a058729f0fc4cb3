import { none, type Statistic } from '@rookery/benchmark-statistics';

/** What is known of the distance of two values. */
export type Level = 'nominal' | 'ordinal' | 'interval';

/** A row for each item, a column for each rater; undefined where a rater gave none. */
export type Ratings = readonly (readonly (number | undefined)[])[];

/**
 * Krippendorff's alpha (Content analysis, 4th edition, 2018, chapter 12; computed from the matrix of coincidences): 1 less the
 * disagreement within items over the one among all values, for any number of raters and with missing cells. An item with one
 * rating says nothing and is left out.
 */
export function krippendorffAlpha(ratings: Ratings, level: Level): Statistic {
  const items = ratings
    .map((row) => row.filter((value) => value !== undefined))
    .filter((values) => values.length >= 2);
  if (items.length === 0) return none('No item was rated twice.');
  const values = [...new Set(items.flat())].sort((a, b) => a - b);
  const places = new Map(values.map((value, place) => [value, place]));
  const size = values.length;
  const coincidences = new Float64Array(size * size);
  const counts = new Float64Array(size);
  for (const item of items) {
    const own = new Map<number, number>();
    for (const value of item) {
      const place = places.get(value) ?? 0;
      own.set(place, (own.get(place) ?? 0) + 1);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (const [a, times] of own) {
      for (const [b, others] of own) {
        const pairs = times * (a === b ? others - 1 : others);
        const at = a * size + b;
        coincidences[at] = (coincidences[at] ?? 0) + pairs / (item.length - 1);
      }
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  let [seen, expected] = [0, 0];
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < size; b += 1) {
      const distance = distanceOf(values, counts, a, b, level);
      seen += (coincidences[a * size + b] ?? 0) * distance;
      expected += ((counts[a] ?? 0) * (counts[b] ?? 0) * distance) / (total - 1);
    }
  }
  if (expected === 0) return none('All ratings are the same, so agreement cannot be told from habit.');
  return { value: 1 - seen / expected };
}

/** Squared distance of two values, by their places. */
function distanceOf(
  values: readonly number[],
  counts: Float64Array,
  a: number,
  b: number,
  level: Level,
): number {
  switch (level) {
    case 'nominal':
      return a === b ? 0 : 1;
    case 'interval':
      return ((values[a] ?? 0) - (values[b] ?? 0)) ** 2;
    case 'ordinal': {
      // How many ratings lie between the two, the two themselves counted by half.
      const [low, high] = a < b ? [a, b] : [b, a];
      let between = -((counts[low] ?? 0) + (counts[high] ?? 0)) / 2;
      for (let place = low; place <= high; place += 1) between += counts[place] ?? 0;
      return low === high ? 0 : between * between;
    }
  }
}
