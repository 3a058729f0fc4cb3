import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agreementOf, type CountedPair } from './value-agreement.ts';

const COUNTS: readonly CountedPair[] = [
  [1, 1, 4],
  [1, 2, 3],
  [2, 2, 7],
  [2, 4, 1],
  [3, 2, 2],
  [3, 3, 11],
  [3, 5, 1],
  [4, 4, 9],
  [4, 3, 4],
  [5, 5, 6],
  [5, 1, 1],
].map(([base = 0, value = 0, samples = 0]) => ({ base, value, samples }));

const pairs = fc.array(
  fc.record({
    base: fc.integer({ min: 1, max: 5 }),
    value: fc.integer({ min: 1, max: 5 }),
    samples: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('agreementOf', () => {
  it('gives what scikit-learn 1.9.1 and scipy 1.17.1 give', () => {
    // cohen_kappa_score(a, b, weights='quadratic') and spearmanr(a, b) over these 49 pairs written out
    const found = agreementOf(COUNTS);
    expect(found.weightedKappa).toBeCloseTo(0.774885145482389, 12);
    expect(found.rankCorrelation).toBeCloseTo(0.7808521903447532, 12);
    expect(found.same).toBeCloseTo(0.7551020408163265, 12);
    expect(found.withinOne).toBeCloseTo(0.9387755102040817, 12);
  });

  it('gives fractions their place between whole scores', () => {
    // By hand: squared distances 1/9 and 4/9, over the mean of those of all four that could have met: 1/9, 16/9, 25/9, 4/9.
    const found = agreementOf([
      { base: 3, value: 10 / 3, samples: 1 },
      { base: 5, value: 13 / 3, samples: 1 },
    ]);
    expect(found.weightedKappa).toBeCloseTo(1 - 5 / 9 / 2 / ((1 / 9 + 16 / 9 + 25 / 9 + 4 / 9) / 4), 12);
    expect(found).toMatchObject({ same: 0, withinOne: 1 });
  });

  it('says nothing of ranks where one side has one value only, nor of kappa where both have', () => {
    const flat = COUNTS.map((pair) => ({ ...pair, value: 3 }));
    expect(agreementOf(flat)).toMatchObject({ weightedKappa: 0, rankCorrelation: undefined });
    const same = flat.map((pair) => ({ ...pair, base: 3 }));
    expect(agreementOf(same)).toMatchObject({ weightedKappa: undefined, rankCorrelation: undefined });
  });

  it('counts steps in the unit that they are worth', () => {
    // Sums of three dimensions: three steps are one point.
    expect(agreementOf([{ base: 6, value: 9, samples: 1 }], 1 / 3).withinOne).toBe(1);
    expect(agreementOf([{ base: 6, value: 10, samples: 1 }], 1 / 3).withinOne).toBe(0);
  });

  it('is 1 for equal sides, the same in both directions, and within its range', () => {
    fc.assert(
      fc.property(pairs, (counted) => {
        const one = agreementOf(counted);
        const other = agreementOf(
          counted.map(({ base, value, samples }) => ({ base: value, value: base, samples })),
        );
        for (const key of ['same', 'withinOne', 'weightedKappa', 'rankCorrelation'] as const) {
          const [figure, mirrored] = [one[key], other[key]];
          if (figure === undefined) expect(mirrored).toBeUndefined();
          else {
            expect(mirrored).toBeCloseTo(figure, 9);
            expect(Math.abs(figure)).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
        const { same, weightedKappa = 1 } = agreementOf(
          counted.map((pair) => ({ ...pair, value: pair.base })),
        );
        expect([same, weightedKappa]).toEqual([1, 1]);
      }),
    );
  });
});
