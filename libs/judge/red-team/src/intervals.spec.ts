import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clusteredDifference, clusteredShare } from './intervals.ts';

const apart = (hits: number, n: number) =>
  Array.from({ length: n }, (_, index) => ({ cluster: `c${index}`, hit: index < hits }));

describe('a share', () => {
  // statsmodels 0.15.0: proportion_confint(hits, n, method='wilson')
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [3, 10, 0.10779126740630104, 0.6032218525388546],
    [50, 100, 0.4038315303659956, 0.5961684696340044],
    [10, 10, 0.7224672001371106, 1],
  ])('of %d in %d has the interval of Wilson when trials are independent', (hits, n, low, high) => {
    const { value, interval } = clusteredShare(apart(hits, n));
    expect(value).toBe(hits / n);
    expect(interval?.low).toBeCloseTo(low, 9);
    expect(interval?.high).toBeCloseTo(high, 9);
  });

  it('is less sure of variants than of attacks that have nothing to do with each other', () => {
    const variants = apart(10, 20).map(({ hit }, index) => ({ cluster: `c${Math.floor(index / 5)}`, hit }));
    const width = (of: typeof variants): number => {
      const { interval } = clusteredShare(of);
      return (interval?.high ?? NaN) - (interval?.low ?? NaN);
    };
    expect(width(variants)).toBeGreaterThan(width(apart(10, 20)) * 1.3);
    // All alike: as many trials as there are clusters.
    const same = variants.map(({ cluster }) => ({ cluster, hit: false }));
    expect(clusteredShare(same).interval?.high).toBeCloseTo(
      clusteredShare(apart(0, 4)).interval?.high ?? NaN,
      12,
    );
  });

  it('lies in its interval, and the interval in 0..1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ cluster: fc.constantFrom('a', 'b', 'c', 'd'), hit: fc.boolean() }), {
          minLength: 1,
        }),
        (trials) => {
          const { value, interval } = clusteredShare(trials);
          expect(interval?.low).toBeGreaterThanOrEqual(0);
          expect(interval?.high).toBeLessThanOrEqual(1);
          expect(value).toBeGreaterThanOrEqual((interval?.low ?? NaN) - 1e-12);
          expect(value).toBeLessThanOrEqual((interval?.high ?? NaN) + 1e-12);
        },
      ),
    );
  });

  it('of nothing is none', () => {
    expect(clusteredShare([])).toMatchObject({ trials: 0, interval: undefined });
  });
});

describe('a mean difference', () => {
  it('has an interval that is the same each time, around it', () => {
    const pairs = Array.from({ length: 40 }, (_, index) => ({
      cluster: `c${index % 20}`,
      difference: index % 7,
    }));
    const one = clusteredDifference(pairs);
    expect(clusteredDifference(pairs)).toEqual(one);
    expect(one.interval?.low).toBeLessThan(one.value);
    expect(one.interval?.high).toBeGreaterThan(one.value);
    expect(one).toMatchObject({ pairs: 40, clusters: 20 });
  });

  it('holds the truth about as often as it says', () => {
    const draw = uniform(7);
    let held = 0;
    for (let world = 0; world < 200; world += 1) {
      const pairs = Array.from({ length: 60 }, (_, index) => ({
        cluster: `c${index}`,
        difference: draw() + draw() + draw() - 1.5 + 0.3,
      }));
      const { interval } = clusteredDifference(pairs);
      if (interval !== undefined && interval.low <= 0.3 && interval.high >= 0.3) held += 1;
    }
    expect(held / 200).toBeGreaterThan(0.91);
    expect(held / 200).toBeLessThan(0.98);
  });

  it('is not told where nothing varies, or there is one cluster', () => {
    const none = [1, 1, 1].map((difference, index) => ({ cluster: `c${index}`, difference }));
    expect(clusteredDifference(none)).toMatchObject({ value: 1, interval: undefined });
    expect(clusteredDifference([{ cluster: 'a', difference: 2 }])).toMatchObject({ interval: undefined });
  });
});

function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
