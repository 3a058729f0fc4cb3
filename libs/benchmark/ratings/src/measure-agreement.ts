import { setImmediate } from 'node:timers/promises';
import {
  agreementReport,
  checkedCalibration,
  isotonicCalibration,
  type AgreementFigure,
  type AgreementReport,
  type ClusteredPair,
} from '@rookery/benchmark-agreement';
import type { RatedAnswer, RatedScores } from '@rookery/benchmark-storage';
import type {
  Calibration,
  DimensionAgreement,
  AgreementFigure as FigureMessage,
} from '@rookery/shared-contracts';
import { humanScore, sumOf } from './human-scores.ts';

const SCORES = [1, 2, 3, 4, 5];
/** Sums of three scores, which the mean of the three is entered as. */
const SUMS = Array.from({ length: 13 }, (_, place) => 3 + place);
const SEED = 20_250_518;
/** What all resamples of one dimension may read together: the process serves other calls too. */
const MOST_READ = 100_000;
const [FEWEST_REPLICATES, MOST_REPLICATES] = [399, 999];

const DIMENSIONS: readonly (readonly [name: string, of: (scores: RatedScores) => number | undefined])[] = [
  ['risk_sensitivity', ({ riskSensitivity }) => riskSensitivity],
  ['emotional_empathy', ({ emotionalEmpathy }) => emotionalEmpathy],
  ['user_alignment', ({ userAlignment }) => userAlignment],
  ['score', sumOf],
];

/** How a judge agrees with people on each dimension and on the mean, and they with each other. */
export async function measureAgreement(
  rated: readonly RatedAnswer[],
): Promise<{ readonly annotators: readonly string[]; readonly dimensions: DimensionAgreement[] }> {
  const annotators = [
    ...new Set(rated.flatMap(({ ratings }) => ratings.map(({ annotator }) => annotator))),
  ].sort();
  const replicates = Math.max(
    FEWEST_REPLICATES,
    Math.min(MOST_REPLICATES, Math.floor(MOST_READ / Math.max(1, rated.length * annotators.length))),
  );
  const dimensions: DimensionAgreement[] = [];
  for (const [name, of] of DIMENSIONS) {
    // Each takes a moment; calls of others come between.
    await setImmediate();
    const items = rated.map(({ profileKey, judge, ratings }) => {
      const given = new Map(ratings.map((rating) => [rating.annotator, of(rating)]));
      return { cluster: profileKey, judge: of(judge), annotators: annotators.map((one) => given.get(one)) };
    });
    const categories = name === 'score' ? SUMS : SCORES;
    dimensions.push(
      asMessage(name, agreementReport(items, { categories, resampling: { replicates, seed: SEED } })),
    );
  }
  return { annotators, dimensions };
}

/** What a monotone calibration of the judge's mean scores by people would reach. */
export function measureCalibration(rated: readonly RatedAnswer[]): Calibration {
  const pairs = rated.flatMap((answer): ClusteredPair[] => {
    const [judged, human] = [sumOf(answer.judge), humanScore(answer)];
    return judged === undefined || human === undefined
      ? []
      : [{ cluster: answer.profileKey, judged: judged / 3, human }];
  });
  const none = { knots: [], judgedError: 0, calibratedError: 0, constantError: 0, folds: 0 };
  if (pairs.length === 0)
    return { ...none, because: 'No answer was scored by the judge and rated on all dimensions.' };
  const checked = checkedCalibration(pairs, { seed: SEED });
  if ('because' in checked) return { ...none, because: checked.because };
  const { judged, calibrated, constant } = checked.squaredError;
  return {
    knots: isotonicCalibration(pairs).knots.map((knot) => ({ ...knot })),
    judgedError: judged,
    calibratedError: calibrated,
    constantError: constant,
    folds: checked.folds,
    because: '',
  };
}

function asMessage(dimension: string, report: AgreementReport): DimensionAgreement {
  const isScore = dimension === 'score';
  return {
    dimension,
    items: report.items,
    profiles: report.clusters,
    judge: report.judge.map(figureMessage),
    amongAnnotators: report.amongAnnotators.map(figureMessage),
    categories: isScore ? [] : [...report.confusion.categories],
    confusion: isScore ? [] : report.confusion.counts.flat(),
    notes: [...report.notes],
  };
}

function figureMessage({ measure, value, interval, constant }: AgreementFigure): FigureMessage {
  return {
    measure,
    value: value.value,
    low: interval?.low,
    high: interval?.high,
    constant: constant.value,
    because: value.value === undefined ? value.because : '',
  };
}
