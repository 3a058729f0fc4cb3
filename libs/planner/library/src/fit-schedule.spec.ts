import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextFitAt } from './fit-schedule.ts';

describe('nextFitAt', () => {
  it('learns early from a small library and rarely from a large one', () => {
    const fits = [0];
    while ((fits.at(-1) ?? 0) < 700) fits.push(nextFitAt(fits.at(-1) ?? 0));
    expect(fits.slice(0, 7)).toEqual([0, 20, 30, 45, 67, 100, 150]);
    expect(nextFitAt(700)).toBe(770);
    expect(nextFitAt(10_000)).toBe(11_000);
  });

  it('is always beyond what was learned from, and no later for a smaller library', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (count) => {
        expect(nextFitAt(count)).toBeGreaterThan(count);
        expect(nextFitAt(count + 1)).toBeGreaterThanOrEqual(nextFitAt(count));
      }),
    );
  });
});
