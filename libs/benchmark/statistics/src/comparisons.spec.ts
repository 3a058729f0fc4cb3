import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clusteredCorrelation } from './clustered-correlation.ts';
import { effectSize, pairedTotals } from './effect-size.ts';
import golden from './golden.json' with { type: 'json' };
import { holm } from './holm.ts';
import { missingVerdictBounds } from './missing-verdicts.ts';
import { lettersOf } from './told-apart.ts';

describe('Holm', () => {
  it.each(golden.holm)('corrects $values as statsmodels does', ({ values, corrected }) => {
    holm(values).forEach((value, place) => expect(value).toBeCloseTo(corrected[place] ?? Number.NaN, 12));
  });

  it('never lowers a value, keeps their order, and leaves out what has none', () => {
    const p = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(p), (values) => {
        const corrected = holm(values);
        const present = values.flatMap((value, place) =>
          value === undefined ? [] : [{ value, corrected: corrected[place] ?? Number.NaN }],
        );
        expect(corrected.filter((one) => one === undefined)).toHaveLength(values.length - present.length);
        for (const one of present) {
          expect(one.corrected).toBeGreaterThanOrEqual(one.value);
          expect(one.corrected).toBeLessThanOrEqual(1);
          for (const other of present) {
            if (one.value < other.value) expect(one.corrected).toBeLessThanOrEqual(other.corrected);
          }
        }
      }),
    );
  });
});

describe('letters of what cannot be told apart', () => {
  it('are shared exactly by what was not found to differ', () => {
    const graph = fc
      .integer({ min: 0, max: 9 })
      .chain((count) =>
        fc.tuple(
          fc.constant(count),
          fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
        ),
      );
    fc.assert(
      fc.property(graph, ([count, drawn]) => {
        const differs = (i: number, j: number): boolean => drawn[i * count + j] ?? false;
        const letters = lettersOf(count, differs);
        expect(letters).toHaveLength(count);
        for (let i = 0; i < count; i += 1) {
          expect(letters?.[i]?.length).toBeGreaterThan(0);
          for (let j = i + 1; j < count; j += 1) {
            expect(letters?.[i]?.some((letter) => letters[j]?.includes(letter))).toBe(!differs(i, j));
          }
        }
      }),
    );
  });

  it('are those of the book for a chain', () => {
    expect(lettersOf(3, (i, j) => i === 0 && j === 2)).toEqual([['a'], ['a', 'b'], ['b']]);
    expect(lettersOf(3, () => false)).toEqual([['a'], ['a'], ['a']]);
    expect(lettersOf(30, () => true)?.at(-1)).toEqual(['ad']);
    expect(lettersOf(0, () => true)).toEqual([]);
  });

  it('are not given to more groups than anyone can read', () => {
    expect(lettersOf(120, () => true)).toBeUndefined();
  });
});

describe('effect sizes', () => {
  it('are what pingouin says', () => {
    const { pairs, standardised, netWins } = golden.effects;
    const found = effectSize(pairedTotals(pairs.map(([from = 0, to = 0]) => ({ from, to }))));
    expect(found.standardised.value).toBeCloseTo(standardised, 10);
    expect(found.netWins.value).toBeCloseTo(netWins, 12);
  });

  it('change sign with the direction, and do not depend on the unit', () => {
    const pair = fc.record({ from: fc.integer({ min: 3, max: 15 }), to: fc.integer({ min: 3, max: 15 }) });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 40 }), (pairs) => {
        const straight = effectSize(pairedTotals(pairs));
        const turned = effectSize(
          pairedTotals(pairs.map(({ from, to }) => ({ from: to / 3, to: from / 3 }))),
        );
        expect(turned.netWins.value).toBeCloseTo(-(straight.netWins.value ?? Number.NaN), 12);
        fc.pre(straight.standardised.value !== undefined);
        expect(turned.standardised.value).toBeCloseTo(-straight.standardised.value, 6);
      }),
    );
  });

  it('say in words where there are none', () => {
    expect(effectSize(pairedTotals([])).netWins).toMatchObject({
      because: expect.stringContaining('No sample'),
    });
    const flat = effectSize(
      pairedTotals([
        { from: 7, to: 9 },
        { from: 7, to: 9 },
      ]),
    );
    expect(flat.standardised).toMatchObject({ because: expect.stringContaining('do not vary') });
    expect(flat.netWins).toEqual({ value: 1 });
  });
});

describe('a correlation of clustered samples', () => {
  it('is what scipy says, with the error of leaving out one person at a time', () => {
    const { rows, value, low, high } = golden.correlation;
    const found = clusteredCorrelation(
      rows.map(([cluster, x, y]) => ({ cluster: String(cluster), x: Number(x), y: Number(y) })),
    );
    expect(found.correlation.value).toBeCloseTo(value, 10);
    expect(found.interval?.low).toBeCloseTo(low, 9);
    expect(found.interval?.high).toBeCloseTo(high, 9);
    expect(found).toMatchObject({ clusters: 40, fewClusters: false });
  });

  it('is symmetric, stays within -1..1 and is not moved by shifts and scales', () => {
    const point = fc.record({
      cluster: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      x: fc.integer({ min: 1, max: 5 }),
      y: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 50 }), (points) => {
        const straight = clusteredCorrelation(points);
        const turned = clusteredCorrelation(
          points.map(({ cluster, x, y }) => ({ cluster, x: 3 * y + 2, y: x - 9 })),
        );
        fc.pre(straight.correlation.value !== undefined);
        expect(turned.correlation.value).toBeCloseTo(straight.correlation.value, 9);
        expect(Math.abs(straight.correlation.value)).toBeLessThanOrEqual(1);
        if (straight.interval === undefined) return;
        expect(straight.interval.low).toBeGreaterThanOrEqual(-1);
        expect(straight.interval.high).toBeLessThanOrEqual(1);
        expect(turned.interval?.low).toBeCloseTo(straight.interval.low, 6);
      }),
    );
  });

  it('is a sentence where one side does not vary', () => {
    const flat = clusteredCorrelation([
      { cluster: 'a', x: 3, y: 1 },
      { cluster: 'b', x: 3, y: 2 },
    ]);
    expect(flat.correlation).toMatchObject({ because: expect.stringContaining('does not vary') });
  });
});

describe('bounds of a mean with missing verdicts', () => {
  it('count what is missing as the worst and as the best', () => {
    expect(missingVerdictBounds(30, 10, 5)).toEqual({ low: 35 / 15, high: 55 / 15 });
    expect(missingVerdictBounds(0, 0, 4)).toEqual({ low: 1, high: 5 });
    expect(missingVerdictBounds(0, 0, 0)).toBeUndefined();
  });

  it('hold the mean whatever the missing scores are', () => {
    const scores = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(scores, scores, (known, missing) => {
        const total = known.reduce((sum, one) => sum + one, 0);
        const bounds = missingVerdictBounds(total, known.length, missing.length);
        fc.pre(bounds !== undefined);
        const all = [...known, ...missing];
        const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
        expect(bounds.low).toBeLessThanOrEqual(mean + 1e-12);
        expect(bounds.high).toBeGreaterThanOrEqual(mean - 1e-12);
      }),
    );
  });
});
