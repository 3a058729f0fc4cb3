import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linearScale, logScale } from './scale.ts';

const positive = fc.double({ min: 1e-3, max: 1e7, noNaN: true });

describe('scales', () => {
  it('keep every value and every tick between the ends, in order', () => {
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        for (const scale of [linearScale(high, [60, 600]), logScale(low, high, [60, 600])]) {
          const places = [low, low + share * (high - low), high].map(scale);
          expect(places).toEqual(places.toSorted((x, y) => x - y));
          for (const place of [...places, ...scale.ticks.map(scale)]) {
            expect(place).toBeGreaterThanOrEqual(60 - 1e-6);
            expect(place).toBeLessThanOrEqual(600 + 1e-6);
          }
          expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
          expect(scale.ticks.length).toBeLessThanOrEqual(14);
        }
      }),
    );
  });
});
