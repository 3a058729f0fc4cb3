import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spreadEvenly } from './spread-evenly.ts';

describe('spreadEvenly', () => {
  it('takes as many of each group as of any other, as far as they go', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4)), fc.nat(30), (items, limit) => {
        const taken = spreadEvenly(items, (item) => item, limit);
        expect(taken).toHaveLength(limit === 0 ? items.length : Math.min(limit, items.length));
        const count = (list: number[], group: number) => list.filter((item) => item === group).length;
        for (const one of new Set(items)) {
          for (const other of new Set(items)) {
            // A group with fewer taken than another, by more than the last round, has no more to give.
            if (count(taken, one) < count(taken, other) - 1) {
              expect(count(taken, one)).toBe(count(items, one));
            }
          }
        }
      }),
    );
  });
});
