import { describe, expect, it } from '@jest/globals';
import { drawsOf } from '@rookery/benchmark-statistics';
import fc from 'fast-check';
import golden from './golden.json' with { type: 'json' };
import { checkedCalibration, isotonicCalibration, type ClusteredPair } from './isotonic.ts';

const { judged, human, weights, at, plain, weighted } = golden.isotonic;

describe('isotonic calibration', () => {
  it.each([
    ['plain', plain, undefined],
    ['weighted', weighted, weights],
  ] as const)('%s is what scikit-learn says', (_, expected, given) => {
    const { apply } = isotonicCalibration(
      judged.map((score, place) => ({ judged: score, human: human[place] ?? 0, weight: given?.[place] })),
    );
    at.forEach((score, place) => expect(apply(score)).toBeCloseTo(expected[place] ?? Number.NaN, 10));
  });

  const pair = fc.record({ judged: fc.integer({ min: 3, max: 15 }), human: fc.integer({ min: 1, max: 5 }) });

  it('never falls, stays within the human scores and keeps their mean', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 60 }), (pairs) => {
        const { knots, apply } = isotonicCalibration(pairs);
        knots.forEach((knot, place) => {
          expect(knot.human).toBeGreaterThanOrEqual((knots[place - 1]?.human ?? -Infinity) - 1e-12);
          expect(apply(knot.judged)).toBeCloseTo(knot.human, 12);
        });
        const humans = pairs.map((one) => one.human);
        expect(apply(-100)).toBeGreaterThanOrEqual(Math.min(...humans) - 1e-12);
        expect(apply(100)).toBeLessThanOrEqual(Math.max(...humans) + 1e-12);
        const mean = (values: readonly number[]): number =>
          values.reduce((sum, one) => sum + one, 0) / values.length;
        expect(mean(pairs.map((one) => apply(one.judged)))).toBeCloseTo(mean(humans), 9);
      }),
    );
  });

  it('refuses no pairs', () => {
    expect(() => isotonicCalibration([])).toThrow('pairs: are none');
  });
});

describe('cross-validated calibration', () => {
  const draws = drawsOf(6);
  const pairs: ClusteredPair[] = Array.from({ length: 300 }, (_, place) => {
    const truth = 1 + draws.below(5);
    return {
      cluster: `p${place % 60}`,
      human: truth,
      judged: Math.min(5, 2.5 + truth / 2 + draws.unit() / 2),
    };
  });

  it('shows on people it has not seen that a lenient judge can be put right', () => {
    const check = checkedCalibration(pairs, { seed: 1 });
    if ('because' in check) throw new Error(check.because);
    expect(check.folds).toBe(10);
    expect(check.outOfFold.every(Number.isFinite)).toBe(true);
    expect(check.squaredError.calibrated).toBeLessThan(check.squaredError.judged / 3);
    expect(check.squaredError.calibrated).toBeLessThan(check.squaredError.constant / 3);
  });

  it('does not see a person while fitting for that person', () => {
    // One person is rated wildly: others' fits must not know.
    const odd = pairs.map((pair) => (pair.cluster === 'p7' ? { ...pair, human: 1000 } : pair));
    const of = (given: readonly ClusteredPair[]): readonly number[] => {
      const check = checkedCalibration(given, { seed: 1, folds: 60 });
      if ('because' in check) throw new Error(check.because);
      return given.flatMap(({ cluster }, place) =>
        cluster === 'p7' ? [check.outOfFold[place] ?? Number.NaN] : [],
      );
    };
    expect(of(odd)).toEqual(of(pairs));
  });

  it('says in words that one person is too few', () => {
    expect(checkedCalibration([{ cluster: 'a', judged: 1, human: 2 }], { seed: 1 })).toMatchObject({
      because: expect.stringContaining('Fewer than two people'),
    });
  });
});
