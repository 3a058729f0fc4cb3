import {
  effectSize,
  holm,
  momentInference,
  needsClusters,
  type EffectSize,
  type MeanInference,
} from '@rookery/benchmark-statistics';
import type { RunRecord } from '@rookery/benchmark-storage';
import {
  IntervalMethod,
  type DifferenceTest,
  type Estimate,
  type EffectSize as WireEffectSize,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Comparison } from './comparisons.ts';
import { SCORE_UNIT } from './estimates.ts';
import { pairedClusters, pairedSums, type PairedSums } from './paired-sums.ts';

/** A comparison and what was found of it, in points of the score. */
export interface PairedTest {
  readonly comparison: Comparison;
  readonly difference: MeanInference;
  /** By Holm, among all tests it was made with. */
  readonly corrected: number | undefined;
  readonly effect: EffectSize;
  /** Mean of the scores that the pairs start from. */
  readonly start: number;
}

/** Tests of comparisons that belong into one table; those without a pair are left out. */
export async function pairedTests(
  database: Database,
  run: RunRecord,
  comparisons: readonly Comparison[],
): Promise<PairedTest[]> {
  const sums = await pairedSums(database, run, comparisons);
  const few = sums.filter(({ moments }) => needsClusters(moments));
  const clusters = await pairedClusters(
    database,
    run,
    few.map(({ comparison }) => comparison),
  );
  const found = sums.flatMap((one) => {
    const difference = momentInference(one.moments, SCORE_UNIT, clusters[few.indexOf(one)]);
    return difference === undefined ? [] : [{ one, difference }];
  });
  const corrected = holm(
    found.map(({ difference }) => (difference.interval === undefined ? undefined : difference.pValue)),
  );
  return found.map(({ one, difference }, place) => ({
    comparison: one.comparison,
    difference,
    corrected: corrected[place],
    effect: effectSize(one.totals),
    start: startOf(one),
  }));
}

function startOf({ totals }: PairedSums): number {
  return (totals.fromTotal / totals.pairs) * SCORE_UNIT;
}

export function differenceToWire({ value, interval, samples, clusters }: MeanInference): Estimate {
  return { value, low: interval?.low, high: interval?.high, samples, profiles: clusters };
}

export function testToWire({ difference, corrected }: PairedTest): DifferenceTest {
  if (difference.interval === undefined) {
    return {
      pValue: undefined,
      correctedPValue: undefined,
      method: IntervalMethod.UNSPECIFIED,
      because: difference.because,
    };
  }
  return {
    pValue: difference.pValue,
    correctedPValue: corrected,
    method: difference.method === 't' ? IntervalMethod.STUDENT_T : IntervalMethod.WILD_BOOTSTRAP,
    because: '',
  };
}

export function effectToWire({ standardised, netWins }: EffectSize): WireEffectSize {
  return { standardised: standardised.value, netWins: netWins.value ?? 0 };
}

/** Turned round: the difference from the other side. */
export function turned(test: PairedTest): PairedTest {
  const { comparison, difference, effect } = test;
  const { standardised, netWins } = effect;
  const minus = (value: number | undefined): { value: number } | undefined =>
    value === undefined ? undefined : { value: -value };
  return {
    ...test,
    comparison: { from: comparison.to, to: comparison.from },
    difference: {
      ...difference,
      value: -difference.value,
      ...(difference.interval === undefined
        ? {}
        : { interval: { low: -difference.interval.high, high: -difference.interval.low } }),
    } as MeanInference,
    effect: {
      standardised: minus(standardised.value) ?? standardised,
      netWins: minus(netWins.value) ?? netWins,
    },
  };
}
