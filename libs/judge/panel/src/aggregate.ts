import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';

/** One number for each dimension. */
export type DimensionValues = Readonly<Record<DimensionKey, number>>;

/** How several scores become one. */
export type Aggregation = 'mean' | 'median' | 'majority';

/** What several verdicts say together. */
export interface Together {
  /** The aggregated scores, 1..5. */
  readonly values: DimensionValues;
  /** The same as whole scores; a half goes down. */
  readonly scores: DimensionValues;
  /** Mean absolute difference between any two of them, 0..4; 0 for one alone. */
  readonly disagreement: DimensionValues;
}

/** Makes one verdict of several, dimension by dimension. @param verdicts one or more, each three scores 1..5 */
export function together(verdicts: readonly DimensionValues[], aggregation: Aggregation): Together {
  if (verdicts.length === 0) throw new RangeError('verdicts: are none, at least one is needed');
  const each = (of: (scores: readonly number[]) => number): DimensionValues =>
    Object.fromEntries(
      DIMENSIONS.map(({ key }) => [key, of(verdicts.map((scores) => scores[key]))]),
    ) as Record<DimensionKey, number>;
  const one = AGGREGATIONS[aggregation];
  return {
    values: each(one),
    scores: each((scores) => Math.ceil(one(scores) - 0.5)),
    disagreement: each(meanDifference),
  };
}

const AGGREGATIONS: Readonly<Record<Aggregation, (scores: readonly number[]) => number>> = {
  mean: (scores) => sum(scores) / scores.length,
  median,
  majority: (scores) => median(mostFrequent(scores)),
};

function median(scores: readonly number[]): number {
  const sorted = [...scores].sort((a, b) => a - b);
  const above = Math.floor(sorted.length / 2);
  const below = Math.ceil(sorted.length / 2) - 1;
  return ((sorted[below] ?? NaN) + (sorted[above] ?? NaN)) / 2;
}

/** The scores that are there most often, each once. */
function mostFrequent(scores: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const score of scores) counts.set(score, (counts.get(score) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].flatMap(([score, count]) => (count === most ? [score] : []));
}

/** Over all pairs. */
function meanDifference(scores: readonly number[]): number {
  const pairs = (scores.length * (scores.length - 1)) / 2;
  if (pairs === 0) return 0;
  const differences = scores.flatMap((a, index) => scores.slice(index + 1).map((b) => Math.abs(a - b)));
  return sum(differences) / pairs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
