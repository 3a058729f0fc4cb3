import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawsOf } from '@rookery/shared-intervals';
import { correctedMean, type JudgedSample } from './corrected-mean.ts';
import golden from './golden.json' with { type: 'json' };

describe('a mean corrected by labels', () => {
  describe.each(golden.corrected)(
    'on the data of the oracle',
    ({ human, judged, others, chances, clusters, cases, tuned }) => {
      const samples: JudgedSample[] = [...judged, ...others].map((score, place) => ({
        cluster: String(clusters[place]),
        judged: score,
        label:
          human[place] === undefined
            ? undefined
            : { value: human[place], probability: chances[place] ?? Number.NaN },
      }));

      it.each(cases)('with lambda $lam is what ppi-python says', ({ lam, value, error }) => {
        const found = correctedMean(samples, lam);
        expect(found?.value).toBeCloseTo(value, 10);
        expect(found?.standardError).toBeCloseTo(error, 10);
      });

      it('with the lambda it chooses lies near what ppi-python chooses, and has less error than with any other', () => {
        const found = correctedMean(samples);
        const error = found?.standardError ?? Number.NaN;
        // ppi-python tunes for samples that are not in clusters.
        expect(Math.abs((found?.value ?? Number.NaN) - tuned)).toBeLessThan(error / 2);
        for (const lambda of [0, 0.25, 0.5, 0.75, 1]) {
          expect(correctedMean(samples, lambda)?.standardError).toBeGreaterThanOrEqual(error - 1e-12);
        }
      });
    },
  );

  it('of labels on everything is their mean', () => {
    const sample = fc.record({
      cluster: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      judged: fc.integer({ min: 1, max: 5 }),
      human: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (drawn) => {
        const found = correctedMean(
          drawn.map(({ cluster, judged, human }) => ({
            cluster,
            judged,
            label: { value: human, probability: 1 },
          })),
        );
        const mean = drawn.reduce((sum, { human }) => sum + human, 0) / drawn.length;
        expect(found?.value).toBeCloseTo(mean, 9);
        expect(found?.lambda).toBeGreaterThanOrEqual(0);
        expect(found?.lambda).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('follows the labels where the judge is off by a constant, and believes a judge who is right', () => {
    const draws = drawsOf(8);
    const samples: JudgedSample[] = Array.from({ length: 2000 }, (_, place) => {
      const truth = 1 + draws.below(5);
      const label = place % 10 === 0 ? { value: truth, probability: 0.1 } : undefined;
      return { cluster: `p${place % 400}`, judged: truth + 0.7, label };
    });
    const found = correctedMean(samples);
    const truth = samples.reduce((sum, { judged }) => sum + judged - 0.7, 0) / samples.length;
    expect(found?.value).toBeCloseTo(truth, 2);
    expect(found?.lambda).toBeGreaterThan(0.95);
    expect(found?.uncorrected).toBeCloseTo(truth + 0.7, 9);
    const labelsOnly = correctedMean(samples, 0);
    expect(found?.standardError).toBeLessThan((labelsOnly?.standardError ?? 0) / 1.5);
  });

  it('does not believe a judge who guesses', () => {
    const draws = drawsOf(9);
    const samples: JudgedSample[] = Array.from({ length: 2000 }, (_, place) => ({
      cluster: `p${place % 400}`,
      judged: 1 + draws.below(5),
      label: place % 10 === 0 ? { value: 1 + draws.below(5), probability: 0.1 } : undefined,
    }));
    expect(correctedMean(samples)?.lambda).toBeLessThan(0.25);
  });

  it('says in words why there is no interval', () => {
    const samples = (labels: number, people: number): JudgedSample[] =>
      Array.from({ length: 100 }, (_, place) => ({
        cluster: `p${place % people}`,
        judged: 3,
        label: place < labels ? { value: 1 + (place % 3), probability: 0.5 } : undefined,
      }));
    expect(correctedMean(samples(0, 50))).toBeUndefined();
    expect(correctedMean(samples(19, 50))).toMatchObject({
      interval: undefined,
      because: expect.stringContaining('20 labels'),
    });
    expect(correctedMean(samples(40, 4))).toMatchObject({
      interval: undefined,
      because: expect.stringContaining('5 people'),
    });
    expect(correctedMean(samples(40, 50))).toMatchObject({ because: '', labels: 40, labelledClusters: 40 });
  });

  it('refuses a chance that is none', () => {
    const label = { value: 3, probability: 0 };
    expect(() => correctedMean([{ cluster: 'p', judged: 3, label }])).toThrow('probability: is 0');
  });
});
