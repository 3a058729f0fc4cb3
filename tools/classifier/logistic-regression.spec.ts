import { describe, expect, it } from '@jest/globals';
import { logisticRegression, type Sample } from './logistic-regression.ts';

const sample = (value: number, positive: boolean, weight = 1): Sample => ({
  values: [value],
  positive,
  weight,
});

describe('logisticRegression', () => {
  it('finds the weights whose gradient is nought', () => {
    // Of three and one: without a penalty the odds are those of the groups, 1/3 at 0 and 3 at 1.
    const samples = [
      ...[true, false, false, false].map((positive) => sample(0, positive)),
      ...[true, true, true, false].map((positive) => sample(1, positive)),
    ];
    const { weights, bias } = logisticRegression(samples, 0);
    expect(bias).toBeCloseTo(Math.log(1 / 3), 3);
    expect(weights[0]).toBeCloseTo(2 * Math.log(3), 3);
  });

  it('counts a weight like so many samples', () => {
    const weighted = logisticRegression([sample(0, false, 3), sample(0, true), sample(1, true)], 0.5);
    const repeated = logisticRegression(
      [...Array.from({ length: 3 }, () => sample(0, false)), sample(0, true), sample(1, true)],
      0.5,
    );
    expect(weighted.bias).toBeCloseTo(repeated.bias, 6);
    expect(weighted.weights[0]).toBeCloseTo(repeated.weights[0] ?? NaN, 6);
  });

  it('holds weights down by the penalty, and gives the same for the same', () => {
    const samples = [sample(-1, false), sample(1, true)];
    const light = logisticRegression(samples, 0.1);
    const heavy = logisticRegression(samples, 10);
    expect(heavy.weights[0]).toBeLessThan(light.weights[0] ?? NaN);
    expect(logisticRegression(samples, 0.1)).toEqual(light);
  });
});
