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
  /** Cohen's kappa with quadratic weights (Cohen, Psychological Bulletin 70, 1968); undefined where either side has one value only. */
  readonly weightedKappa: number | undefined;
  /** Spearman's rank correlation with mean ranks for ties; undefined where either side has one value only. */
  readonly rankCorrelation: number | undefined;
}

/**
 * Agreement from counts of pairs, at least one.
 * @param unit what a step of a value is worth
 */
export function agreementOf(pairs: readonly CountedPair[], unit = 1): ValueAgreement {
  const total = sumOf(pairs, () => 1);
  const apart = ({ base, value }: CountedPair): number => Math.abs(base - value) * unit;
  return {
    same: sumOf(pairs, (pair) => Number(pair.base === pair.value)) / total,
    withinOne: sumOf(pairs, (pair) => Number(apart(pair) <= 1 + 1e-9)) / total,
    weightedKappa: quadraticKappa(pairs, total),
    rankCorrelation: correlation(ranked(pairs), total),
  };
}

/** With quadratic weights expected disagreement has a closed form: variances plus the squared distance of the means. */
function quadraticKappa(pairs: readonly CountedPair[], total: number): number | undefined {
  const [base, value] = [
    momentsOf(pairs, (pair) => pair.base, total),
    momentsOf(pairs, (pair) => pair.value, total),
  ];
  if (base.variance === 0 || value.variance === 0) return undefined;
  const observed = sumOf(pairs, (pair) => (pair.base - pair.value) ** 2) / total;
  return 1 - observed / (base.variance + value.variance + (base.mean - value.mean) ** 2);
}

function correlation(pairs: readonly CountedPair[], total: number): number | undefined {
  const [base, value] = [
    momentsOf(pairs, (pair) => pair.base, total),
    momentsOf(pairs, (pair) => pair.value, total),
  ];
  if (base.variance === 0 || value.variance === 0) return undefined;
  const together = sumOf(pairs, (pair) => (pair.base - base.mean) * (pair.value - value.mean)) / total;
  return together / Math.sqrt(base.variance * value.variance);
}

function momentsOf(
  pairs: readonly CountedPair[],
  of: (pair: CountedPair) => number,
  total: number,
): { readonly mean: number; readonly variance: number } {
  const mean = sumOf(pairs, of) / total;
  const same = pairs.every((pair) => of(pair) === of(pairs[0] ?? pair));
  return { mean, variance: same ? 0 : sumOf(pairs, (pair) => (of(pair) - mean) ** 2) / total };
}

/** The pairs with mean ranks for values. */
function ranked(pairs: readonly CountedPair[]): readonly CountedPair[] {
  const baseRanks = ranksOf(pairs, (pair) => pair.base);
  const valueRanks = ranksOf(pairs, (pair) => pair.value);
  return pairs.map(({ base, value, samples }) => ({
    base: baseRanks.get(base) ?? 0,
    value: valueRanks.get(value) ?? 0,
    samples,
  }));
}

function ranksOf(
  pairs: readonly CountedPair[],
  of: (pair: CountedPair) => number,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(of(pair), (counts.get(of(pair)) ?? 0) + pair.samples);
  const ranks = new Map<number, number>();
  let before = 0;
  for (const [value, count] of [...counts].sort(([one], [other]) => one - other)) {
    ranks.set(value, before + (count + 1) / 2);
    before += count;
  }
  return ranks;
}

function sumOf(pairs: readonly CountedPair[], of: (pair: CountedPair) => number): number {
  return pairs.reduce((sum, pair) => sum + of(pair) * pair.samples, 0);
}
