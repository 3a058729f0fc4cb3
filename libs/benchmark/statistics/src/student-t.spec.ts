import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { studentT975 } from './student-t.ts';

// scipy 1.17.1: scipy.stats.t.ppf(0.975, df)
const GOLDEN: readonly (readonly [df: number, quantile: number])[] = [
  [1, 12.706204736174694],
  [2, 4.302652729749462],
  [3, 3.1824463052837078],
  [4, 2.7764451051977934],
  [5, 2.5705818356363146],
  [10, 2.228138851986274],
  [29, 2.045229642132703],
  [100, 1.9839715185235518],
  [200, 1.9718962236339088],
  [201, 1.971836506779859],
  [500, 1.9647198374673676],
  [13999, 1.9601334589928567],
];

describe('studentT975', () => {
  it.each(GOLDEN)('for %d degrees of freedom is what scipy says', (df, quantile) => {
    expect(studentT975(df)).toBeCloseTo(quantile, 10);
  });

  it('falls with every degree of freedom, across the change of method too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (df) => {
        expect(studentT975(df + 1)).toBeLessThan(studentT975(df));
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %d degrees of freedom', (df) => {
    expect(() => studentT975(df)).toThrow(RangeError);
  });
});
