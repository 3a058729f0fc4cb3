import { none, type Statistic } from '@rookery/benchmark-statistics';
import type { ConfusionTable } from './confusion-table.ts';

/** How much a disagreement weighs: all alike, or by how many categories apart, or by the square of that. */
export type KappaWeights = 'none' | 'linear' | 'quadratic';

/** Share of items that both raters put into the same category. */
export function percentAgreement({ counts, items }: ConfusionTable): Statistic {
  if (items === 0) return none(NO_ITEMS);
  return { value: counts.reduce((sum, row, place) => sum + (row[place] ?? 0), 0) / items };
}

/**
 * Cohen's kappa (Educational and Psychological Measurement 20, 1960), and with weights his weighted kappa (Psychological Bulletin
 * 70, 1968): 1 less the disagreement that was seen over the one that raters with these habits would have by chance. Categories
 * count as equally far apart. 1 is full agreement, 0 chance, below 0 less than chance.
 */
export function cohenKappa({ counts, items }: ConfusionTable, weights: KappaWeights = 'none'): Statistic {
  if (items === 0) return none(NO_ITEMS);
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = counts.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  let [seen, expected] = [0, 0];
  counts.forEach((row, i) => {
    row.forEach((count, j) => {
      const weight = weightOf(i, j, weights);
      seen += weight * count;
      expected += (weight * (rows[i] ?? 0) * (columns[j] ?? 0)) / items;
    });
  });
  if (expected === 0)
    return none('Both raters used one and the same category, which leaves chance nothing to get wrong.');
  return { value: 1 - seen / expected };
}

function weightOf(i: number, j: number, weights: KappaWeights): number {
  const apart = Math.abs(i - j);
  switch (weights) {
    case 'none':
      return apart === 0 ? 0 : 1;
    case 'linear':
      return apart;
    case 'quadratic':
      return apart * apart;
  }
}

const NO_ITEMS = 'No item was rated by both.';
