import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawsOf } from '@rookery/shared-intervals';
import { ConfidenceSequence } from './confidence-sequence.ts';
import golden from './golden.json' with { type: 'json' };

describe('a confidence sequence', () => {
  it('is what confseq gives, to a step of the grid', () => {
    const { values, low, high } = golden.sequence;
    const sequence = new ConfidenceSequence({ low: 0, high: 1, steps: 1000 });
    values.forEach((value, place) => {
      sequence.add(value);
      expect(Math.abs(sequence.interval.low - (low[place] ?? Number.NaN))).toBeLessThan(0.0025);
      expect(Math.abs(sequence.interval.high - (high[place] ?? Number.NaN))).toBeLessThan(0.0025);
    });
    expect(sequence.units).toBe(values.length);
    expect(sequence.mean).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / values.length, 12);
  });

  it('only narrows, starts as everything, and is turned round with its values', () => {
    const value = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), (values) => {
        const straight = new ConfidenceSequence({ low: -4, high: 4, steps: 200 });
        const turned = new ConfidenceSequence({ low: -4, high: 4, steps: 200 });
        let before = straight.interval;
        expect(before).toEqual({ low: -4, high: 4 });
        for (const one of values) {
          straight.add(one);
          turned.add(-one);
          const { interval } = straight;
          expect(interval.low).toBeGreaterThanOrEqual(before.low);
          expect(interval.high).toBeLessThanOrEqual(before.high);
          expect(interval.high).toBeGreaterThan(interval.low);
          before = interval;
        }
        // A candidate may fall on either side of the threshold by rounding.
        expect(Math.abs(turned.interval.low + straight.interval.high)).toBeLessThanOrEqual(0.0401);
      }),
    );
  });

  it('misses the mean at some time in fewer than 5 of 100 sequences', () => {
    const draws = drawsOf(17);
    let missed = 0;
    const sequences = 200;
    for (let count = 0; count < sequences; count += 1) {
      const sequence = new ConfidenceSequence({ low: -4, high: 4, steps: 200 });
      // Differences of scores in thirds, 0.4 on average, cut off by nothing.
      for (let person = 0; person < 150; person += 1) sequence.add(draws.unit() < 0.6 ? 4 / 3 : -14 / 15);
      if (sequence.interval.low > 0.426_67 || sequence.interval.high < 0.426_66) missed += 1;
    }
    expect(missed / sequences).toBeLessThanOrEqual(0.05);
  });

  it('says better, worse, practically the same, or that it does not know', () => {
    const after = (values: readonly number[], margin = 0): string => {
      const sequence = new ConfidenceSequence({ low: -4, high: 4 });
      for (const value of values) sequence.add(value);
      return sequence.verdict(margin);
    };
    const times = (value: number): number[] => Array.from({ length: 400 }, () => value);
    expect(after([])).toBe('undecided');
    expect(after(times(1))).toBe('better');
    expect(after(times(-1))).toBe('worse');
    expect(after(times(0), 0.5)).toBe('practically-the-same');
    expect(after(times(0), 0)).toBe('undecided');
  });

  it('refuses what is outside', () => {
    const sequence = new ConfidenceSequence({ low: -4, high: 4 });
    expect(() => sequence.add(4.1)).toThrow('value: is 4.1, -4 to 4 is needed');
    expect(() => sequence.add(Number.NaN)).toThrow('value');
    expect(() => new ConfidenceSequence({ low: 1, high: 1 })).toThrow('high');
    expect(() => new ConfidenceSequence({ low: 0, high: 1, alpha: 0 })).toThrow('alpha');
    expect(() => new ConfidenceSequence({ low: 0, high: 1, steps: 1 })).toThrow('steps');
  });
});
