import { setImmediate } from 'node:timers/promises';
import {
  effectSize,
  FEWEST_CLUSTERS,
  holm,
  momentInference,
  needsClusters,
  pairedTotals,
  type EffectSize,
  type MeanInference,
} from '@rookery/benchmark-statistics';
import type { RunRecord } from '@rookery/benchmark-storage';
import {
  IntervalMethod,
  NoInterval,
  type DifferenceTest,
  type Estimate,
  type EffectSize as WireEffectSize,
} from '@rookery/shared-contracts';
import { cellOf, type Comparison } from '@rookery/benchmark-samples';
import { PersonSums } from './person-sums.ts';
import type { RunScores } from './run-scores.ts';
import { DIFFERENCES } from './scales.ts';

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

/**
 * Tests of comparisons that belong into one table; those without a pair are left out. Pairs are of the same scenario and repetition:
 * both answers are to the same person asking the same thing.
 */
export async function pairedTests(
  scores: RunScores,
  run: RunRecord,
  comparisons: readonly Comparison[],
): Promise<PairedTest[]> {
  const sums = new PersonSums(scores.people);
  const found: Omit<PairedTest, 'corrected'>[] = [];
  for (const comparison of comparisons) {
    const totals = pairedTotals(
      addPairs(sums, scores, cellOf(run.spec, comparison.from), cellOf(run.spec, comparison.to)),
    );
    const moments = sums.moments();
    const resampled = needsClusters(moments);
    const difference = momentInference(moments, scores.scoreUnit, resampled ? sums.sums() : undefined);
    sums.clear();
    if (difference === undefined) continue;
    const start = (totals.fromTotal / totals.pairs) * scores.scoreUnit;
    found.push({ comparison, difference, effect: effectSize(totals), start });
    // A bootstrap takes milliseconds: other calls get a turn after each.
    if (resampled) await setImmediate();
  }
  const corrected = holm(
    found.map(({ difference }) => (difference.interval === undefined ? undefined : difference.pValue)),
  );
  return found.map((one, place) => ({ ...one, corrected: corrected[place] }));
}

/** Adds the differences of two cells to the sums, and gives each pair, in one object for all of them. */
function* addPairs(
  sums: PersonSums,
  scores: RunScores,
  from: number,
  to: number,
): Generator<{ readonly from: number; readonly to: number }> {
  const pair = { from: 0, to: 0 };
  for (let place = 0; place < scores.places; place += 1) {
    pair.from = scores.total(place, from);
    pair.to = scores.total(place, to);
    if (pair.from === 0 || pair.to === 0) continue;
    sums.add(scores.person(place), pair.to - pair.from);
    yield pair;
  }
}

/** Within the scale of differences, and with an interval only where it says something. */
export function differenceToWire({ value, interval, samples, clusters }: MeanInference): Estimate {
  const estimate = { value, samples, profiles: clusters };
  const without = (noInterval: NoInterval): Estimate => ({
    ...estimate,
    low: undefined,
    high: undefined,
    noInterval,
  });
  if (interval === undefined) {
    return without(clusters < FEWEST_CLUSTERS ? NoInterval.FEW_PROFILES : NoInterval.ALL_ALIKE);
  }
  const low = Math.max(interval.low, DIFFERENCES.low);
  const high = Math.min(interval.high, DIFFERENCES.high);
  if (low === DIFFERENCES.low && high === DIFFERENCES.high) return without(NoInterval.WHOLE_SCALE);
  return { ...estimate, low, high, noInterval: NoInterval.UNSPECIFIED };
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
