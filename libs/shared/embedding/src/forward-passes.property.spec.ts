import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forwardPasses } from './forward-passes.ts';

describe('forwardPasses', () => {
  it('puts each text into one pass that holds it, within the memory and with little padding', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 256 }), { maxLength: 200 }), (lengths) => {
        const passes = forwardPasses(lengths);
        const rows = passes.flatMap((pass) => pass.rows);
        expect(rows.toSorted((a, b) => a - b)).toEqual(lengths.map((_, text) => text));
        for (const pass of passes) {
          expect(pass.rows.length * pass.tokens).toBeLessThanOrEqual(2048);
          for (const row of pass.rows) {
            expect(lengths[row]).toBeLessThanOrEqual(pass.tokens);
            expect((lengths[row] ?? 0) * 1.25).toBeGreaterThanOrEqual(pass.tokens);
          }
        }
      }),
    );
  });

  it('computes texts of one length together', () => {
    expect(forwardPasses(new Array<number>(32).fill(20))).toHaveLength(1);
  });
});
