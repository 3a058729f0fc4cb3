import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clusteredMean } from './clustered-mean.ts';
import { momentsOf } from './cluster-moments.ts';
import { studentTQuantile } from './distributions.ts';

type Samples = readonly (readonly [string, number])[];

const pair = (values: readonly number[], clusters: readonly number[]): Samples =>
  values.map((value, index) => [String(clusters[index]), value]);

const samplesOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Samples> =>
  fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), value), { minLength: 1, maxLength: 60 });
const samples = samplesOf(fc.integer({ min: 3, max: 15 }));

describe('clusteredMean', () => {
  // Golden values: statsmodels 0.15, OLS(y, ones).fit(cov_type='cluster', use_t=True), y in thirds.
  it.each([
    {
      values: [9, 10, 12, 7, 7, 8, 15, 3, 11],
      clusters: [0, 0, 0, 1, 1, 1, 2, 3, 3],
      expected: [3.0370370370370368, 1.7147025445594586, 4.359371529514615],
    },
    {
      values: [-2, 0, 3, 1, 1, -1, 4],
      clusters: [0, 0, 1, 1, 2, 3, 3],
      expected: [0.28571428571428564, -0.510320591073915, 1.0817491625024864],
    },
    // One sample a cluster: scipy.stats.t.interval(0.95, 5, mean, sem).
    {
      values: [3, 5, 8, 13, 15, 4],
      clusters: [1, 2, 3, 4, 5, 6],
      expected: [2.6666666666666665, 0.924617553165858, 4.408715780167475],
    },
  ])('agrees with statsmodels on $values', ({ values, clusters, expected }) => {
    const mean = clusteredMean(momentsOf(pair(values, clusters)), 1 / 3);
    expect(mean?.value).toBeCloseTo(expected[0] ?? Number.NaN, 12);
    expect(mean?.interval?.low).toBeCloseTo(expected[1] ?? Number.NaN, 10);
    expect(mean?.interval?.high).toBeCloseTo(expected[2] ?? Number.NaN, 10);
    expect(mean).toMatchObject({ samples: values.length, clusters: new Set(clusters).size });
  });

  it('says nothing of no samples, and gives no interval to one cluster', () => {
    expect(clusteredMean(momentsOf([]))).toBeUndefined();
    expect(clusteredMean(momentsOf(pair([4, 6], [1, 1])))).toEqual({
      value: 5,
      interval: undefined,
      samples: 2,
      clusters: 1,
    });
  });

  it('equals the formula written out over the samples', () => {
    fc.assert(
      fc.property(samples, (drawn) => {
        const mean = drawn.reduce((sum, [, value]) => sum + value, 0) / drawn.length;
        const residuals = new Map<string, number>();
        for (const [key, value] of drawn) residuals.set(key, (residuals.get(key) ?? 0) + value - mean);
        const squares = [...residuals.values()].reduce((sum, residual) => sum + residual * residual, 0);
        const g = residuals.size;
        const result = clusteredMean(momentsOf(drawn));
        expect(result?.value).toBeCloseTo(mean, 12);
        fc.pre(g >= 2);
        const error = Math.sqrt((g / (g - 1)) * squares) / drawn.length;
        const half = studentTQuantile(0.975, g - 1) * error;
        expect(result?.interval?.low).toBeCloseTo(mean - half, 9);
        expect(result?.interval?.high).toBeCloseTo(mean + half, 9);
      }),
    );
  });

  it('does not depend on the order of samples, and moves with a shift of all values', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: -50, max: 50 }), (drawn, shift) => {
        const straight = clusteredMean(momentsOf(drawn));
        expect(clusteredMean(momentsOf([...drawn].reverse()))).toEqual(straight);
        const shifted = clusteredMean(momentsOf(drawn.map(([key, value]) => [key, value + shift] as const)));
        expect(shifted?.value).toBeCloseTo((straight?.value ?? Number.NaN) + shift, 9);
        fc.pre(straight?.interval !== undefined);
        expect((shifted?.interval?.high ?? 0) - (shifted?.interval?.low ?? 0)).toBeCloseTo(
          (straight?.interval?.high ?? 0) - (straight?.interval?.low ?? 0),
          9,
        );
      }),
    );
  });

  it('is not fooled by repeating every sample: the interval stays as wide', () => {
    fc.assert(
      fc.property(samples, (drawn) => {
        const once = clusteredMean(momentsOf(drawn));
        const twice = clusteredMean(momentsOf([...drawn, ...drawn]));
        fc.pre(once?.interval !== undefined);
        expect(twice?.interval?.low).toBeCloseTo(once?.interval?.low ?? Number.NaN, 9);
        expect(twice?.interval?.high).toBeCloseTo(once?.interval?.high ?? Number.NaN, 9);
      }),
    );
  });

  it('gives clusters that agree an interval of no width, exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2 }), (keys) => {
        const mean = clusteredMean(momentsOf(keys.map((key) => [key, 7] as const)));
        fc.pre(mean?.interval !== undefined);
        expect(mean?.interval).toEqual({ low: 7, high: 7 });
      }),
    );
  });

  it('covers the true mean about 95 times in 100 when clusters differ', () => {
    // Deterministic pseudo-random normal scores: 30 clusters of 8 with a shared part.
    let state = 12345;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    let covered = 0;
    const trials = 1000;
    for (let trial = 0; trial < trials; trial += 1) {
      const drawn: (readonly [string, number])[] = [];
      for (let cluster = 0; cluster < 30; cluster += 1) {
        const shared = 2 * normal();
        for (let member = 0; member < 8; member += 1) {
          drawn.push([String(cluster), Math.round(1000 * (shared + normal()))]);
        }
      }
      const interval = clusteredMean(momentsOf(drawn), 1 / 1000)?.interval;
      if (interval !== undefined && interval.low <= 0 && interval.high >= 0) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.925);
    expect(covered / trials).toBeLessThan(0.975);
  });
});
