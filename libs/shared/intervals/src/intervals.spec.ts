import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawsOf } from './draws.ts';
import { quantileOf } from './quantile.ts';
import { wilsonInterval } from './wilson.ts';

describe('quantiles', () => {
  it('lie within their numbers and never fall', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), p, p, (numbers, one, other) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(quantileOf(sorted, less)).toBeLessThanOrEqual(quantileOf(sorted, more));
        expect(quantileOf(sorted, 0)).toBe(sorted[0]);
        expect(quantileOf(sorted, 1)).toBe(sorted.at(-1));
      }),
    );
    expect(() => quantileOf([], 0.5)).toThrow('is empty');
  });
});

describe('draws', () => {
  it('are the same for the same seed, and refuse one that is none', () => {
    const of = (seed: number): number[] => {
      const draws = drawsOf(seed);
      return Array.from({ length: 50 }, () => draws.below(1000));
    };
    expect(of(5)).toEqual(of(5));
    expect(of(5)).not.toEqual(of(6));
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => drawsOf(seed)).toThrow('seed');
  });
});

describe("Wilson's interval", () => {
  // statsmodels 0.15.0: proportion_confint(hits, n, method='wilson')
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [3, 10, 0.10779126740630104, 0.6032218525388546],
    [50, 100, 0.4038315303659956, 0.5961684696340044],
    [10, 10, 0.7224672001371106, 1],
  ])('of %d in %d', (hits, n, low, high) => {
    const found = wilsonInterval(hits / n, n);
    expect(found.low).toBeCloseTo(low, 12);
    expect(found.high).toBeCloseTo(high, 12);
  });

  it('holds the share, within 0..1', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, fc.double({ min: 0.1, max: 1e6, noNaN: true }), (p, n) => {
        const { low, high } = wilsonInterval(p, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(p + 1e-12);
        expect(high).toBeGreaterThanOrEqual(p - 1e-12);
      }),
    );
  });
});
