import type { RunRecord } from '@rookery/benchmark-storage';
import type { Drift, DriftAgreement, DriftRow } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { statusToWire } from '@rookery/shared-scenario';
import { estimateOf } from './estimates.ts';
import { DIFFERENCES } from './scales.ts';
import {
  oneSided,
  PAIRED_MEASURES,
  pairedCells,
  valuePairs,
  type PairedCell,
  type RunPair,
  type ValuePair,
} from './score-pairs.ts';
import { STEP_OF_SUM } from './score-steps.ts';
import { agreementOf } from './value-agreement.ts';

/** How the scores of a run differ from those of another, over the samples that are scored in both. */
export async function measureDrift(database: Database, base: RunRecord, run: RunRecord): Promise<Drift> {
  const pair: RunPair = { run: run.id, base: base.id };
  const [cells, values, sides] = await Promise.all([
    pairedCells(database, pair),
    valuePairs(database, pair),
    oneSided(database, pair),
  ]);
  const rows = driftRows(run, cells);
  return {
    run: `runs/${run.id}`,
    base: `runs/${base.id}`,
    judgeModel: run.spec.judgeModel,
    baseJudgeModel: base.spec.judgeModel,
    simulated: run.progress.simulated || base.progress.simulated,
    pairs: rows.reduce((sum, row) => sum + row.pairs, 0),
    ...sides,
    rows,
    agreement: agreements(values),
    notes: driftNotes(base, run),
  };
}

function driftRows({ spec }: RunRecord, cells: readonly PairedCell[]): DriftRow[] {
  const found = spec.models.flatMap((model) =>
    spec.statuses.flatMap((status) => cells.filter((cell) => cell.model === model && cell.status === status)),
  );
  return found.map((cell) => {
    const rivals = found.filter(({ status }) => status === cell.status);
    const pairs = Number(cell.moments.samples);
    return {
      model: cell.model,
      status: statusToWire(cell.status),
      pairs,
      baseMean: (cell.baseTotal / pairs) * STEP_OF_SUM,
      mean: (cell.total / pairs) * STEP_OF_SUM,
      difference: estimateOf(cell.moments, DIFFERENCES, STEP_OF_SUM),
      baseRank: rankOf(cell, rivals, ({ baseTotal }) => baseTotal),
      rank: rankOf(cell, rivals, ({ total }) => total),
    };
  });
}

/** One more than those with a higher mean; compared in whole numbers, so that equal means are equal. */
function rankOf(
  cell: PairedCell,
  rivals: readonly PairedCell[],
  totalOf: (cell: PairedCell) => number,
): number {
  const size = ({ moments }: PairedCell): number => Number(moments.samples);
  return 1 + rivals.filter((rival) => totalOf(rival) * size(cell) > totalOf(cell) * size(rival)).length;
}

function agreements(values: readonly ValuePair[]): DriftAgreement[] {
  return PAIRED_MEASURES.flatMap((measure) => {
    const own = values.filter((value) => value.measure === measure);
    if (own.length === 0) return [];
    const { weightedKappa, ...figures } = measure === 'score' ? agreementOf(own, 1 / 3) : agreementOf(own);
    // Kappa is of categories; a mean of three has none.
    return [
      { dimension: measure, ...figures, weightedKappa: measure === 'score' ? undefined : weightedKappa },
    ];
  });
}

function driftNotes(base: RunRecord, run: RunRecord): string[] {
  const notes = [
    `Differences are runs/${run.id} minus runs/${base.id}, paired by sample; intervals are 95%, clustered by person.`,
  ];
  if (base.spec.judgeModel === run.spec.judgeModel && run.spec.answersOf === base.id) {
    notes.push(
      `Both runs were judged by ${run.spec.judgeModel}: what differs is the judge's own noise, or its settings.`,
    );
  }
  if (run.spec.answersOf !== base.id) {
    notes.push('The runs have answers of their own: what differs is answers and verdicts together.');
  }
  return notes;
}
