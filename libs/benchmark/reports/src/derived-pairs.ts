import type { RunRecord } from '@rookery/benchmark-storage';
import type { DerivedPairs, DerivedPairsRow, Estimate } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { statusToWire } from '@rookery/shared-scenario';
import { estimateOf } from './estimates.ts';
import { pairCells, type PairCell, type PairMeasure } from './pair-cells.ts';
import { DIFFERENCES, SCORES, SHARE_DIFFERENCES, SHARES, type Scale } from './scales.ts';
import { STEP_OF_SUM } from './score-steps.ts';

/** Order of the rows. */
const KINDS = ['twin', 'demographic', 'health', 'all'] as const;

/** Scale and unit of each measure. */
const MEASURES: Readonly<Record<PairMeasure, readonly [Scale, unit: number]>> = {
  base_score: [SCORES, STEP_OF_SUM],
  score: [SCORES, STEP_OF_SUM],
  score_difference: [DIFFERENCES, STEP_OF_SUM],
  base_referrals: [SHARES, 1],
  referrals: [SHARES, 1],
  referral_difference: [SHARE_DIFFERENCES, 1],
};

/** Pairs of a kind, of one model and status: means with intervals. */
export interface PairEstimates extends Pick<PairCell, 'kind' | 'model' | 'status'> {
  /** Scores 1..5 and their difference -4..4; shares of referrals 0..1 and their difference -1..1. */
  readonly estimates: Readonly<Record<PairMeasure, Estimate>>;
}

/** The pairs of runs, see `pairCells`, in no order. */
export async function pairEstimates(
  database: Database,
  runs: readonly string[],
): Promise<readonly PairEstimates[]> {
  return (await pairCells(database, runs)).map(({ moments, ...cell }) => ({
    ...cell,
    estimates: Object.fromEntries(
      Object.entries(MEASURES).map(([measure, [scale, unit]]) => [
        measure,
        estimateOf(moments[measure as PairMeasure], scale, unit),
      ]),
    ) as Record<PairMeasure, Estimate>,
  }));
}

/**
 * How answers to derived scenarios differ from those they are held against, of one run, model, status and repetition: a twin against its
 * scenario, a rung against the rung below, which has the same query, background and person.
 */
export async function derivedPairs(database: Database, run: RunRecord): Promise<DerivedPairs> {
  const cells = await pairEstimates(database, [run.id]);
  const { models, statuses } = run.spec;
  return {
    run: `runs/${run.id}`,
    simulated: run.progress.simulated,
    rows: KINDS.flatMap((kind) =>
      models.flatMap((model) =>
        statuses.flatMap((status) =>
          cells.filter((one) => one.kind === kind && one.model === model && one.status === status),
        ),
      ),
    ).map(rowOf),
    notes: [
      'Differences are derived minus base, paired by scenario and repetition; intervals are 95%, clustered by person.',
      'Referrals are told by a list of English words; to a twin, who is well, they are needless.',
      'A rung changes what an answer is given in status context-rich alone; the judge sees everything on each rung.',
    ],
  };
}

function rowOf({ kind, model, status, estimates }: PairEstimates): DerivedPairsRow {
  return {
    kind,
    model,
    status: statusToWire(status),
    pairs: estimates.score.samples,
    baseMean: estimates.base_score.value,
    mean: estimates.score.value,
    difference: estimates.score_difference,
    baseReferrals: estimates.base_referrals.value,
    referrals: estimates.referrals.value,
    referralDifference: estimates.referral_difference,
    referralRate: estimates.referrals,
  };
}
