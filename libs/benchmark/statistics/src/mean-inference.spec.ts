import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawsOf } from '@rookery/shared-intervals';
import { effectiveClusters, spreadOf, sumsOf } from './cluster-sums.ts';
import { momentsOf } from './cluster-moments.ts';
import { clusteredMean } from './clustered-mean.ts';
import golden from './golden.json' with { type: 'json' };
import { meanInference } from './mean-inference.ts';
import { pairedDifference, pairsOf, type Measured } from './paired-difference.ts';
import { WildBootstrap } from './wild-bootstrap.ts';

type Rows = readonly (readonly [cluster: string, value: number])[];

const rowsOf = (rows: readonly (string | number)[][]): Rows =>
  rows.map(([cluster, value]) => [String(cluster), Number(value)]);

const FEW = { replicates: 199, seed: 1 };

const rows: fc.Arbitrary<Rows> = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.integer({ min: -12, max: 12 })),
  { minLength: 1, maxLength: 60 },
);

describe('a mean of clustered samples', () => {
  it.each(golden.means)(
    'by t is what statsmodels says of clusters',
    ({ rows: given, mean, error, low, high, pValue }) => {
      const sums = sumsOf(rowsOf(given));
      expect(spreadOf(sums).standardError).toBeCloseTo(error, 10);
      const inference = meanInference(sums);
      expect(inference?.value).toBeCloseTo(mean, 10);
      if (spreadOf(sums).effectiveClusters < 30) {
        expect(inference).toMatchObject({ method: 'wild-bootstrap' });
        return;
      }
      expect(inference).toMatchObject({
        method: 't',
        interval: { low: expect.closeTo(low, 9), high: expect.closeTo(high, 9) },
        pValue: expect.closeTo(pValue, 10),
      });
    },
  );

  it.each(golden.wild)(
    'by the wild bootstrap is what the definition gives, written out over residuals',
    ({ rows: given, replicates, seed, pOfZero, pOfHalf, low, high }) => {
      const wild = new WildBootstrap(sumsOf(rowsOf(given)), { replicates, seed });
      expect(wild.pValue(0)).toBeCloseTo(pOfZero, 12);
      expect(wild.pValue(0.5)).toBeCloseTo(pOfHalf, 12);
      expect(wild.interval().low).toBeCloseTo(low, 5);
      expect(wild.interval().high).toBeCloseTo(high, 5);
    },
  );

  it('has the sums that the moments have', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const sums = sumsOf(drawn);
        const moments = momentsOf(drawn);
        const spread = spreadOf(sums);
        expect(spread.effectiveClusters).toBeCloseTo(effectiveClusters(moments), 9);
        expect(spread.effectiveClusters).toBeLessThanOrEqual(spread.clusters + 1e-9);
        expect(spread.mean).toBeCloseTo(clusteredMean(moments)?.value ?? Number.NaN, 9);
      }),
    );
  });

  it('is turned round with its values', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const straight = meanInference(sumsOf(drawn), 'people', FEW);
        const turned = meanInference(
          sumsOf(drawn.map(([cluster, value]) => [cluster, -value] as const)),
          'people',
          FEW,
        );
        fc.pre(straight?.interval !== undefined);
        if (turned?.interval === undefined) throw new Error('one side has an interval');
        expect(turned.interval.low).toBeCloseTo(-straight.interval.high, 6);
        expect(turned.interval.high).toBeCloseTo(-straight.interval.low, 6);
        expect(turned.pValue).toBeCloseTo(straight.pValue, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('has an interval that holds 0 exactly where the p value is above 5%', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const inference = meanInference(sumsOf(drawn), 'people', FEW);
        fc.pre(inference?.interval !== undefined);
        const { low, high } = inference.interval;
        // At the very end either is right.
        fc.pre(Math.min(Math.abs(low), Math.abs(high)) > 1e-6);
        expect(low <= 0 && high >= 0).toBe(inference.pValue > 0.05);
      }),
      { numRuns: 50 },
    );
  });

  it('says in words why there is no interval', () => {
    expect(meanInference(sumsOf([]))).toBeUndefined();
    expect(
      meanInference(
        sumsOf([
          ['a', 1],
          ['a', 2],
        ]),
      ),
    ).toMatchObject({
      value: 1.5,
      interval: undefined,
      because: expect.stringContaining('Fewer than 5 people'),
    });
    const alike = Array.from({ length: 50 }, (_, person) => [String(person), 7] as const);
    expect(meanInference(sumsOf(alike), 'profiles')).toMatchObject({
      value: 7,
      because: 'All 50 profiles agree, and how much others would differ cannot be told from that.',
    });
  });

  it('with five people that all gain still has an interval', () => {
    const inference = meanInference(
      sumsOf([
        ['a', 1],
        ['b', 2],
        ['c', 3],
        ['d', 2],
        ['e', 1],
      ]),
    );
    expect(inference?.interval?.low).toBeGreaterThan(-3);
    expect(Number.isFinite(inference?.interval?.high)).toBe(true);
  });
});

describe('paired differences', () => {
  const draws = drawsOf(3);
  const measured = (shift: number): Measured[] =>
    Array.from({ length: 200 }, (_, place) => ({
      key: `s${place}`,
      cluster: `p${place % 40}`,
      value: (place % 7) + shift + draws.below(2),
    }));

  it('take out what the two sides share', () => {
    const [from, to] = [measured(0), measured(1)];
    const difference = pairedDifference(from, to);
    expect(difference).toMatchObject({ samples: 200, clusters: 40, method: 't' });
    expect(difference?.value).toBeCloseTo(
      to.reduce((sum, { value }) => sum + value, 0) / 200 -
        from.reduce((sum, { value }) => sum + value, 0) / 200,
      9,
    );
    // Values alone vary by 2 points, differences by less than one.
    expect((difference?.interval?.high ?? 9) - (difference?.interval?.low ?? 0)).toBeLessThan(0.4);
  });

  it('are over what both sides have', () => {
    const from = measured(0).slice(0, 120);
    const to = measured(0).slice(60);
    expect(pairsOf(from, to)).toHaveLength(60);
    expect(pairedDifference(from.slice(0, 10), to)).toBeUndefined();
  });

  it('refuse a key that comes twice', () => {
    const one = { key: 's', cluster: 'p', value: 1 };
    expect(() => pairsOf([one, one], [])).toThrow('key: s comes twice on one side');
    expect(() => pairsOf([], [one, one])).toThrow('key: s comes twice on one side');
  });
});
