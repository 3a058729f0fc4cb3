import { describe, expect, it } from '@jest/globals';
import { clusteredMean, momentsOf } from '@rookery/benchmark-statistics';
import { NoInterval } from '@rookery/shared-contracts';
import fc from 'fast-check';
import { estimateOf } from './estimates.ts';
import { DIFFERENCES, QUESTIONS, SCORES } from './scales.ts';

/** One sample each of so many people. */
const people = (values: readonly number[]) =>
  momentsOf(values.map((value, index) => [`person ${index}`, value] as const));

describe('a mean of a report', () => {
  it.each([
    ['of nobody but one', [4], SCORES, NoInterval.FEW_PROFILES],
    ['of two who differ, and would stand with ±12.7', [3, 5], SCORES, NoInterval.FEW_PROFILES],
    ['of two who agree, and would stand with ±0.00', [4, 4], SCORES, NoInterval.FEW_PROFILES],
    ['of four', [1, 2, 3, 4], SCORES, NoInterval.FEW_PROFILES],
    ['of many who all agree', [4, 4, 4, 4, 4, 4], SCORES, NoInterval.ALL_ALIKE],
    ['of five who could not differ more', [1, 5, 1, 5, 3], SCORES, NoInterval.WHOLE_SCALE],
    ['of differences that could not differ more', [-4, 4, -4, 4, 0], DIFFERENCES, NoInterval.WHOLE_SCALE],
  ] as const)('%s has no interval, and says why', (_, values, scale, noInterval) => {
    expect(estimateOf(people(values), scale)).toMatchObject({ low: undefined, high: undefined, noInterval });
  });

  it.each([
    ['scores', [5, 5, 5, 5, 4], SCORES, { high: 5 }],
    ['differences', [4, 4, 4, 4, 3], DIFFERENCES, { high: 4 }],
    ['numbers of questions', [0, 0, 0, 0, 1], QUESTIONS, { low: 0 }],
  ] as const)('of %s has an interval that ends where the scale does', (_, values, scale, end) => {
    expect(estimateOf(people(values), scale)).toMatchObject({ ...end, noInterval: NoInterval.UNSPECIFIED });
  });

  it('has the interval of the statistics, or a reason, and never leaves the scale', () => {
    const values = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.boolean(), (scores, summed) => {
        const moments = people(summed ? scores.map((score) => score * 3) : scores);
        const unit = summed ? 1 / 3 : 1;
        const { value, low, high, noInterval } = estimateOf(moments, SCORES, unit) ?? {};
        const exact = clusteredMean(moments, unit)?.interval;
        expect(low === undefined).toBe(noInterval !== NoInterval.UNSPECIFIED);
        if (low === undefined) return;
        expect({ low, high }).toEqual({
          low: Math.max(1, exact?.low ?? Number.NaN),
          high: Math.min(5, exact?.high ?? Number.NaN),
        });
        expect(low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(high).toBeGreaterThanOrEqual(value ?? Number.NaN);
      }),
    );
  });
});
