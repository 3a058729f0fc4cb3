import { correctedMeans, measureAgreement, measureCalibration } from '@rookery/benchmark-ratings';
import type { RatingStore, RunRecord } from '@rookery/benchmark-storage';
import type { AgreementReport } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { correctedMeanOf } from './corrected.ts';

/**
 * How the judge of a run agrees with its annotators.
 * @param calibration whether to state what a calibration would reach
 * @throws RookeryError FAILED_PRECONDITION when nobody has rated anything
 */
export async function agreementReportOf(
  ratings: RatingStore,
  run: RunRecord,
  calibration: boolean,
): Promise<AgreementReport> {
  const rated = await ratings.rated(run.id);
  if (rated.length === 0) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `name: runs/${run.id} has no ratings; draw answers and rate them first`,
    );
  }
  const [{ annotators, dimensions }, corrected] = await Promise.all([
    measureAgreement(rated),
    correctedMeans(ratings, run.id, rated),
  ]);
  const undrawn = rated.filter(({ probability }) => probability === undefined).length;
  return {
    title: `${run.progress.simulated ? 'SIMULATED: ' : ''}Agreement of ${run.spec.judgeModel} with people`,
    annotators: [...annotators],
    dimensions,
    corrected: corrected.map(correctedMeanOf),
    notes: [...drawNotes(rated.length, undrawn), ...CORRECTION_NOTES],
    calibration: calibration ? measureCalibration(rated) : undefined,
  };
}

function drawNotes(rated: number, undrawn: number): string[] {
  if (undrawn === 0) return [];
  if (undrawn === rated) {
    return [
      'Nothing was drawn at random: corrected means take what was rated for a random choice, which it may not be.',
    ];
  }
  return [
    `${undrawn} of ${rated} rated answers were not drawn at random: they count for agreement and correct no mean.`,
  ];
}

const CORRECTION_NOTES = [
  'Corrected means are what people would give on average: the mean of the judge over all answers, less what it gives too much on ' +
    'rated ones, as far as the judge can be believed (PPI++). They are stated with at least 20 rated answers.',
];
