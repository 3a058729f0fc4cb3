import { cohenKappa, percentAgreement, spearman, type ConfusionTable } from '@rookery/benchmark-agreement';

/** How often one value came with another. */
export interface CountedPair {
  readonly base: number;
  readonly value: number;
  readonly samples: number;
}

/** How far two sets of values agree. */
export interface ValueAgreement {
  /** Share of equal pairs, 0..1. */
  readonly same: number;
  /** Share of pairs at most one apart, 0..1. */
  readonly withinOne: number;
  /** Cohen's kappa with quadratic weights; undefined where both sides have the same value everywhere. */
  readonly weightedKappa: number | undefined;
  /** Spearman's rank correlation with mean ranks for ties; undefined where either side has one value only. */
  readonly rankCorrelation: number | undefined;
}

/**
 * Agreement from counts of pairs, at least one.
 * @param categories all values that there can be, in order, equally far apart
 * @param unit what a step of a value is worth
 */
export function agreementOf(
  pairs: readonly CountedPair[],
  categories: readonly number[],
  unit = 1,
): ValueAgreement {
  const table = tableOf(pairs, categories);
  const near = pairs.filter(({ base, value }) => Math.abs(base - value) * unit <= 1 + 1e-9);
  // The same pair many times over is one object.
  const all = pairs.flatMap(({ base, value, samples }) =>
    Array<readonly [number, number]>(samples).fill([base, value]),
  );
  return {
    same: percentAgreement(table).value ?? 0,
    withinOne: samplesIn(near) / table.items,
    weightedKappa: cohenKappa(table, 'quadratic').value,
    rankCorrelation: spearman(all).value,
  };
}

function tableOf(pairs: readonly CountedPair[], categories: readonly number[]): ConfusionTable {
  const counts = categories.map((base) =>
    categories.map((value) => samplesIn(pairs.filter((pair) => pair.base === base && pair.value === value))),
  );
  return { categories, counts, items: samplesIn(pairs) };
}

function samplesIn(pairs: readonly CountedPair[]): number {
  return pairs.reduce((sum, { samples }) => sum + samples, 0);
}
