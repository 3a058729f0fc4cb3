import { fQuantile, none, type Interval, type Statistic } from '@rookery/benchmark-statistics';
import type { Ratings } from './krippendorff.ts';

/**
 * Which intraclass correlation, by the names of Shrout and Fleiss (Psychological Bulletin 86, 1979) and what they are for:
 * `ICC1` each item has raters of its own; `ICC2` the raters stand for others like them, and must agree in level
 * (absolute agreement); `ICC3` these raters and no others, and only their order of items counts (consistency). With `k`, of the
 * mean over all raters; without, of a single rater.
 */
export type IntraclassForm = 'ICC1' | 'ICC2' | 'ICC3' | 'ICC1k' | 'ICC2k' | 'ICC3k';

export const INTRACLASS_FORMS: readonly IntraclassForm[] = [
  'ICC1',
  'ICC2',
  'ICC3',
  'ICC1k',
  'ICC2k',
  'ICC3k',
];

/** An intraclass correlation. */
export interface Intraclass {
  readonly correlation: Statistic;
  /** 95%, by F; for ICC2 by the approximation of McGraw and Wong (Psychological Methods 1, 1996). It takes items as independent. */
  readonly interval: Interval | undefined;
  /** Items that every rater rated: the others are left out. */
  readonly items: number;
  readonly raters: number;
}

/** @param ratings the raters are the columns; rows with a missing cell are left out */
export function intraclass(ratings: Ratings, form: IntraclassForm): Intraclass {
  const rows = ratings.filter((row): row is readonly number[] => row.every((value) => value !== undefined));
  const items = rows.length;
  const raters = rows[0]?.length ?? 0;
  const counts = { items, raters };
  if (items < 2 || raters < 2) {
    return {
      correlation: none('At least two items that two raters rated are needed.'),
      interval: undefined,
      ...counts,
    };
  }
  const mean = squaresOf(rows, items, raters);
  if (mean.items + mean.within === 0) {
    return {
      correlation: none('All ratings are the same, so agreement cannot be told from habit.'),
      interval: undefined,
      ...counts,
    };
  }
  const value = correlationOf(mean, items, raters, form);
  if (!Number.isFinite(value)) {
    return {
      correlation: none('Items do not differ, so raters have nothing to agree on.'),
      interval: undefined,
      ...counts,
    };
  }
  const interval = intervalOf(mean, items, raters, form);
  const usable = Number.isFinite(interval.low) && Number.isFinite(interval.high);
  return { correlation: { value }, interval: usable ? interval : undefined, ...counts };
}

/** Mean squares of the two-way analysis of variance. */
interface MeanSquares {
  readonly items: number;
  readonly raters: number;
  /** Of what neither item nor rater explains. */
  readonly rest: number;
  /** Of what the item does not explain. */
  readonly within: number;
}

function squaresOf(rows: readonly (readonly number[])[], items: number, raters: number): MeanSquares {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const grand = mean(rows.flat());
  const itemMeans = rows.map(mean);
  const raterMeans = Array.from({ length: raters }, (_, rater) => mean(rows.map((row) => row[rater] ?? 0)));
  const squares = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + (one - grand) ** 2, 0);
  const ofItems = raters * squares(itemMeans);
  const ofRaters = items * squares(raterMeans);
  let within = 0;
  let rest = 0;
  rows.forEach((row, item) => {
    row.forEach((value, rater) => {
      within += (value - (itemMeans[item] ?? 0)) ** 2;
      rest += (value - (itemMeans[item] ?? 0) - (raterMeans[rater] ?? 0) + grand) ** 2;
    });
  });
  return {
    items: ofItems / (items - 1),
    raters: ofRaters / (raters - 1),
    rest: rest / ((items - 1) * (raters - 1)),
    within: within / (items * (raters - 1)),
  };
}

function correlationOf(mean: MeanSquares, n: number, k: number, form: IntraclassForm): number {
  switch (form) {
    case 'ICC1':
      return (mean.items - mean.within) / (mean.items + (k - 1) * mean.within);
    case 'ICC2':
      return (
        (mean.items - mean.rest) / (mean.items + (k - 1) * mean.rest + (k * (mean.raters - mean.rest)) / n)
      );
    case 'ICC3':
      return (mean.items - mean.rest) / (mean.items + (k - 1) * mean.rest);
    case 'ICC1k':
      return (mean.items - mean.within) / mean.items;
    case 'ICC2k':
      return (mean.items - mean.rest) / (mean.items + (mean.raters - mean.rest) / n);
    case 'ICC3k':
      return (mean.items - mean.rest) / mean.items;
  }
}

function intervalOf(mean: MeanSquares, n: number, k: number, form: IntraclassForm): Interval {
  const single = (f: number): number => (f - 1) / (f + k - 1);
  const average = (f: number): number => 1 - 1 / f;
  switch (form) {
    case 'ICC1':
    case 'ICC1k': {
      const { low, high } = ratioOf(mean.items / mean.within, n - 1, n * (k - 1));
      const ends = form === 'ICC1' ? single : average;
      return { low: ends(low), high: ends(high) };
    }
    case 'ICC3':
    case 'ICC3k': {
      const { low, high } = ratioOf(mean.items / mean.rest, n - 1, (n - 1) * (k - 1));
      const ends = form === 'ICC3' ? single : average;
      return { low: ends(low), high: ends(high) };
    }
    case 'ICC2':
      return absolute(mean, n, k);
    case 'ICC2k': {
      const { low, high } = absolute(mean, n, k);
      const ofMean = (r: number): number => (r * k) / (1 + r * (k - 1));
      return { low: ofMean(low), high: ofMean(high) };
    }
  }
}

/** The F of the sample over, and times, the quantiles that bound it. */
function ratioOf(f: number, above: number, below: number): Interval {
  return { low: f / fQuantile(0.975, above, below), high: f * fQuantile(0.975, below, above) };
}

/** Of ICC2: Satterthwaite's degrees of freedom for a sum of two mean squares. */
function absolute(mean: MeanSquares, n: number, k: number): Interval {
  const r = correlationOf(mean, n, k, 'ICC2');
  const f = mean.raters / mean.rest;
  const numerator = (k - 1) * (n - 1) * (k * r * f + n * (1 + (k - 1) * r) - k * r) ** 2;
  const denominator = (n - 1) * k * k * r * r * f * f + (n * (1 + (k - 1) * r) - k * r) ** 2;
  const v = numerator / denominator;
  if (!(v > 0 && Number.isFinite(v))) return { low: Number.NaN, high: Number.NaN };
  const up = fQuantile(0.975, n - 1, v);
  const down = fQuantile(0.975, v, n - 1);
  const common = k * mean.raters + (k * n - k - n) * mean.rest;
  return {
    low: (n * (mean.items - up * mean.rest)) / (up * common + n * mean.items),
    high: (n * (down * mean.items - mean.rest)) / (common + n * down * mean.items),
  };
}
