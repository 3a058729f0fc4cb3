import { none, statistic, type Statistic } from '@rookery/shared-intervals';

/** What a paired comparison adds up to, besides its differences. */
export interface PairedTotals {
  readonly pairs: number;
  /** Sums over pairs, in points. */
  readonly fromTotal: number;
  readonly toTotal: number;
  readonly fromSquared: number;
  readonly toSquared: number;
  /** Pairs in which `to` is above, and in which it is below. */
  readonly above: number;
  readonly below: number;
}

/** How large a difference is, apart from how sure it is. */
export interface EffectSize {
  /**
   * Cohen's d over the spread of scores: the mean difference over the root of the mean of both variances (d_av of Cumming,
   * "Understanding the new statistics", 2012). Not over the spread of differences, which pairing makes small.
   */
  readonly standardised: Statistic;
  /** Share of pairs in which `to` is above less the share in which it is below, -1..1: for scores on five steps the plainer one. */
  readonly netWins: Statistic;
}

export function effectSize(totals: PairedTotals): EffectSize {
  const { pairs, fromTotal, toTotal, fromSquared, toSquared, above, below } = totals;
  if (pairs === 0) {
    const because = 'No sample was scored on both sides.';
    return { standardised: none(because), netWins: none(because) };
  }
  const variance = (total: number, squared: number): number =>
    (squared - (total * total) / pairs) / (pairs - 1);
  const pooled = (variance(fromTotal, fromSquared) + variance(toTotal, toSquared)) / 2;
  // What rounding leaves of equal scores is no spread.
  const spread = pooled > 1e-12 * (fromSquared + toSquared) ? Math.sqrt(pooled) : Number.NaN;
  return {
    standardised: statistic(
      (toTotal - fromTotal) / pairs / spread,
      'Scores do not vary, so a difference cannot be measured by how much they do.',
    ),
    netWins: { value: (above - below) / pairs },
  };
}

/** The totals of pairs that are at hand. */
export function pairedTotals(pairs: Iterable<{ readonly from: number; readonly to: number }>): PairedTotals {
  let [count, fromTotal, toTotal, fromSquared, toSquared, above, below] = [0, 0, 0, 0, 0, 0, 0];
  for (const { from, to } of pairs) {
    count += 1;
    fromTotal += from;
    toTotal += to;
    fromSquared += from * from;
    toSquared += to * to;
    if (to > from) above += 1;
    if (to < from) below += 1;
  }
  return { pairs: count, fromTotal, toTotal, fromSquared, toSquared, above, below };
}
