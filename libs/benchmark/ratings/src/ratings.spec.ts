import { describe, expect, it } from '@jest/globals';
import type { JudgedAnswer, RatedAnswer, RatedScores } from '@rookery/benchmark-storage';
import { correctedMeans } from './corrected-means.ts';
import { humanScore } from './human-scores.ts';
import { measureAgreement, measureCalibration } from './measure-agreement.ts';

const scores = (all: number | undefined): RatedScores => ({
  riskSensitivity: all,
  emotionalEmpathy: all,
  userAlignment: all,
});

/** People give one less than a judge who gives 2, 3, 4, 5 in turn. */
function answer(sample: number, changes: Partial<RatedAnswer> = {}): RatedAnswer {
  const judged = 2 + (sample % 4);
  return {
    sample,
    model: 'm',
    status: 'given',
    profileKey: `person-${sample}`,
    judge: scores(judged),
    probability: 0.5,
    ratings: [{ annotator: 'anna', ...scores(judged - 1) }],
    ...changes,
  };
}

const store = (count: number) => ({
  judged: (): Promise<readonly JudgedAnswer[]> =>
    Promise.resolve(
      Array.from({ length: count }, (_, sample) => ({
        sample,
        profileKey: `person-${sample}`,
        sum: 3 * (2 + (sample % 4)),
      })),
    ),
});
const rated = (count: number, changes: Partial<RatedAnswer> = {}): RatedAnswer[] =>
  Array.from({ length: count }, (_, sample) => answer(sample, changes));

describe('the human score of an answer', () => {
  it('is the mean over those who rated all of it', () => {
    const ratings = [
      { annotator: 'a', ...scores(2) },
      { annotator: 'b', ...scores(5) },
      { annotator: 'c', riskSensitivity: 1, emotionalEmpathy: undefined, userAlignment: 1 },
    ];
    expect(humanScore(answer(1, { ratings }))).toBe(3.5);
    expect(humanScore(answer(1, { ratings: ratings.slice(2) }))).toBeUndefined();
  });
});

describe('corrected means', () => {
  it('take off what the judge gives too much', async () => {
    const [cell] = await correctedMeans(store(80), 'run', rated(40));
    expect(cell).toMatchObject({ model: 'm', status: 'given', samples: 80 });
    expect(cell?.mean.uncorrected).toBeCloseTo(3.5, 12);
    expect(cell?.mean.value).toBeCloseTo(2.5, 12);
    expect(cell?.mean).toMatchObject({ labels: 40 });
  });

  it('are stated from twenty ratings on, and of answers drawn, where any were', async () => {
    expect(await correctedMeans(store(80), 'run', rated(19))).toEqual([]);
    expect(await correctedMeans(store(80), 'run', rated(20))).toHaveLength(1);
    expect(await correctedMeans(store(80), 'run', rated(20, { probability: undefined }))).toHaveLength(1);
    const mixed = [...rated(19), answer(19, { probability: undefined })];
    expect(await correctedMeans(store(80), 'run', mixed)).toEqual([]);
  });
});

describe('agreement', () => {
  it('is measured on each dimension and on the mean, annotators beside judge', async () => {
    const two = rated(30).map((one) => ({
      ...one,
      ratings: [...one.ratings, { annotator: 'ben', ...scores((one.judge.riskSensitivity ?? 0) - 1) }],
    }));
    const { annotators, dimensions } = await measureAgreement(two);
    expect(annotators).toEqual(['anna', 'ben']);
    expect(dimensions.map(({ dimension, items }) => [dimension, items])).toEqual([
      ['risk_sensitivity', 30],
      ['emotional_empathy', 30],
      ['user_alignment', 30],
      ['score', 30],
    ]);
    for (const { judge, amongAnnotators } of dimensions) {
      const of = (figures: typeof judge, measure: string) =>
        figures.find((figure) => figure.measure === measure)?.value;
      expect(of(judge, 'percent-agreement')).toBe(0);
      expect(of(judge, 'spearman')).toBeCloseTo(1, 9);
      expect(of(amongAnnotators, 'kappa')).toBeCloseTo(1, 9);
    }
    // The judge's 2 stands for people's 1: 8 answers of 30, by two annotators.
    expect(dimensions[0]?.confusion[1 * 5 + 0]).toBe(16);
  });
});

describe('calibration', () => {
  it('says what it would reach, on people that it was not made from', () => {
    const { knots, judgedError, calibratedError, constantError } = measureCalibration(rated(40));
    expect(knots).toEqual([
      { judged: 2, human: 1 },
      { judged: 3, human: 2 },
      { judged: 4, human: 3 },
      { judged: 5, human: 4 },
    ]);
    expect(judgedError).toBeCloseTo(1, 9);
    expect(calibratedError).toBeCloseTo(0, 9);
    expect(constantError).toBeGreaterThan(1);
  });

  it('is none without ratings', () => {
    expect(measureCalibration([]).because).toMatch(/^No answer/);
  });
});
