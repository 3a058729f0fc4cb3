import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  chiSquareAbove,
  fAbove,
  fQuantile,
  normalBelow,
  normalQuantile,
  studentTQuantile,
  studentTTails,
} from './distributions.ts';
import golden from './golden.json' with { type: 'json' };

/** What the library's figures may differ by from scipy's. */
const close = (value: number, expected: number): void => {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected)));
};

describe('distribution functions', () => {
  const {
    tQuantile,
    tTails,
    normalQuantile: normal,
    normalBelow: below,
    fQuantile: f,
    fAbove: above,
  } = golden.distributions;

  it('are what scipy says', () => {
    for (const [df = 0, p = 0, expected = 0] of tQuantile) close(studentTQuantile(p, df), expected);
    for (const [df = 0, t = 0, expected = 0] of tTails) close(studentTTails(t, df), expected);
    for (const [p = 0, expected = 0] of normal) close(normalQuantile(p), expected);
    for (const [z = 0, expected = 0] of below) close(normalBelow(z), expected);
    for (const [p = 0, a = 0, b = 0, expected = 0] of f) close(fQuantile(p, a, b), expected);
    for (const [x = 0, a = 0, b = 0, expected = 0] of above) close(fAbove(x, a, b), expected);
  });

  // scipy.stats.chi2.sf of scipy 1.17.
  it.each([
    [0, 1, 1],
    [0.5, 1, 0.47950012218695337],
    [3.84, 1, 0.05004352124870519],
    [10, 4, 0.04042768199451279],
    [25.3, 12, 0.01346352324003206],
    [80, 100, 0.9296649333406051],
    [130.7, 100, 0.021299801333909848],
    [400, 300, 9.678621994933555e-5],
    [5, 0.5, 0.009213748479540037],
  ])('chi-square above %d with %d degrees of freedom', (x, df, expected) => {
    close(chiSquareAbove(x, df), expected);
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.499, noNaN: true }),
        fc.integer({ min: 1, max: 3000 }),
        (p, df) => {
          expect(studentTTails(studentTQuantile(p, df), df)).toBeCloseTo(2 * p, 9);
          expect(normalBelow(normalQuantile(p))).toBeCloseTo(p, 12);
          expect(fAbove(fQuantile(p, df, 7.5), df, 7.5)).toBeCloseTo(1 - p, 8);
        },
      ),
    );
  });

  it('the t quantile falls with every degree of freedom', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (df) => {
        expect(studentTQuantile(0.975, df + 1)).toBeLessThan(studentTQuantile(0.975, df));
      }),
    );
  });

  it('know the ends', () => {
    expect(studentTTails(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentTTails(0, 3)).toBe(1);
    expect(fAbove(0, 2, 3)).toBe(1);
    expect(fAbove(Number.POSITIVE_INFINITY, 2, 3)).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuse %d degrees of freedom', (df) => {
    expect(() => studentTQuantile(0.975, df)).toThrow('degrees of freedom');
  });

  it.each([0, 1, -0.1, Number.NaN])('refuse the probability %d', (p) => {
    expect(() => normalQuantile(p)).toThrow('probability');
  });
});
