import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BusyShares } from './busy-shares.ts';

it('a call has the time that it was alone, and half of that with one more', () => {
  const shares = new BusyShares();
  const first = shares.begin(1000);
  const second = shares.begin(3000);
  expect(first(5000)).toBe(3);
  expect(second(9000)).toBe(5);
  expect(shares.begin(20_000)(21_000)).toBe(1);
});

it('the shares of all calls add up to the time in which there was any', () => {
  const calls = fc.array(
    fc.record({ from: fc.integer({ min: 0, max: 100 }), lasts: fc.integer({ min: 1, max: 50 }) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(calls, (wanted) => {
      const shares = new BusyShares();
      const ends = new Map<number, (now: number) => number>();
      let [shared, busy] = [0, 0];
      for (let second = 0; second <= 200; second += 1) {
        for (const [index, { from, lasts }] of wanted.entries()) {
          if (from + lasts === second) shared += ends.get(index)?.(second * 1000) ?? NaN;
          if (from === second) ends.set(index, shares.begin(second * 1000));
        }
        if (wanted.some(({ from, lasts }) => from <= second && second < from + lasts)) busy += 1;
      }
      expect(shared).toBeCloseTo(busy, 6);
    }),
  );
});
