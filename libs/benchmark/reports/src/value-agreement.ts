import { spearman } from '@rookery/benchmark-agreement';

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
 * Agreement from counts of pairs, at least one. Kappa weighs by the square of how far two values are apart, so that fractions, as panels
 * give them, have their place between whole scores.
 * @param unit what a step of a value is worth
 */
export function agreementOf(pairs: readonly CountedPair[], unit = 1): ValueAgreement {
  const items = samplesIn(pairs);
  const near = pairs.filter(({ base, value }) => Math.abs(base - value) * unit <= 1 + 1e-9);
  // The same pair many times over is one object.
  const all = pairs.flatMap(({ base, value, samples }) =>
    Array<readonly [number, number]>(samples).fill([base, value]),
  );
  return {
    same: samplesIn(pairs.filter(({ base, value }) => base === value)) / items,
    withinOne: samplesIn(near) / items,
    weightedKappa: quadraticKappa(pairs, items),
    rankCorrelation: spearman(all).value,
  };
}

/** Cohen's weighted kappa (1968): 1 less the mean squared distance of pairs over that of values that met by chance. */
function quadraticKappa(pairs: readonly CountedPair[], items: number): number | undefined {
  const mean = (of: (pair: CountedPair) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair) * pair.samples, 0) / items;
  const [a, b] = [mean(({ base }) => base), mean(({ value }) => value)];
  const byChance = mean(({ base }) => (base - a) ** 2) + mean(({ value }) => (value - b) ** 2) + (a - b) ** 2;
  if (byChance < 1e-12) return undefined;
  return 1 - mean(({ base, value }) => (base - value) ** 2) / byChance;
}

function samplesIn(pairs: readonly CountedPair[]): number {
  return pairs.reduce((sum, { samples }) => sum + samples, 0);
}
