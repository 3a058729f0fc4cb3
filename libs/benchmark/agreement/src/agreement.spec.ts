import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agreementReport, type RatedItem } from './agreement-report.ts';
import { confusionTable, type RatedTwice } from './confusion-table.ts';
import { pearson, spearman } from './correlation.ts';
import golden from './golden.json' with { type: 'json' };
import { intraclass, INTRACLASS_FORMS } from './intraclass.ts';
import { cohenKappa, percentAgreement } from './kappa.ts';
import { krippendorffAlpha, type Ratings } from './krippendorff.ts';

const SCALE = [1, 2, 3, 4, 5] as const;
const complete: Ratings = golden.complete;
const missing: Ratings = golden.missing.map((row) => row.map((value) => value ?? undefined));
const firstAndLast = complete.map((row): RatedTwice => [row[0], row[3]]);

const score = fc.integer({ min: 1, max: 5 });
const maybe = fc.option(score, { nil: undefined });
const ratedTwice = fc.array(fc.tuple(maybe, maybe), { maxLength: 40 });
const ratings = fc.array(fc.tuple(maybe, maybe, maybe), { maxLength: 30 });

describe('kappa', () => {
  it.each(['none', 'linear', 'quadratic'] as const)(
    'with weights %s is what scikit-learn says',
    (weights) => {
      expect(cohenKappa(confusionTable(firstAndLast, SCALE), weights).value).toBeCloseTo(
        golden.kappa[weights],
        12,
      );
    },
  );

  it('does not depend on who is first, is at most 1, and 1 only for full agreement', () => {
    fc.assert(
      fc.property(
        ratedTwice,
        fc.constantFrom('none' as const, 'linear' as const, 'quadratic' as const),
        (items, weights) => {
          const table = confusionTable(items, SCALE);
          const kappa = cohenKappa(table, weights);
          const turned = cohenKappa(
            confusionTable(
              items.map(([a, b]) => [b, a] as const),
              SCALE,
            ),
            weights,
          );
          fc.pre(kappa.value !== undefined);
          expect(turned.value).toBeCloseTo(kappa.value, 12);
          expect(kappa.value).toBeLessThanOrEqual(1 + 1e-12);
          expect(kappa.value > 1 - 1e-12).toBe(percentAgreement(table).value === 1);
        },
      ),
    );
  });

  it('of a constant rater is 0', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 2 }), (given) => {
        const kappa = cohenKappa(
          confusionTable(
            given.map((one) => [3, one] as const),
            SCALE,
          ),
          'quadratic',
        );
        fc.pre(kappa.value !== undefined);
        expect(kappa.value).toBeCloseTo(0, 12);
      }),
    );
  });

  it('says in words where there is none', () => {
    expect(
      cohenKappa(
        confusionTable(
          [
            [3, 3],
            [3, 3],
          ],
          SCALE,
        ),
      ),
    ).toMatchObject({ because: expect.stringContaining('one and the same') });
    expect(cohenKappa(confusionTable([[3, undefined]], SCALE))).toMatchObject({
      because: 'No item was rated by both.',
    });
    expect(() => confusionTable([[3, 6]], SCALE)).toThrow('rating: is 6, one of 1, 2, 3, 4, 5 is needed');
  });
});

describe("Krippendorff's alpha", () => {
  it.each(['nominal', 'ordinal', 'interval'] as const)(
    '%s is what the krippendorff package says',
    (level) => {
      expect(krippendorffAlpha(complete, level).value).toBeCloseTo(golden.alpha[level].complete, 12);
      expect(krippendorffAlpha(missing, level).value).toBeCloseTo(golden.alpha[level].missing, 12);
    },
  );

  it('does not depend on the order of items and raters, nor on items rated once', () => {
    fc.assert(
      fc.property(
        ratings,
        fc.constantFrom('nominal' as const, 'ordinal' as const, 'interval' as const),
        (rows, level) => {
          const alpha = krippendorffAlpha(rows, level);
          fc.pre(alpha.value !== undefined);
          const turned = [...rows.map((row) => row.toReversed()), [5, undefined, undefined]].toReversed();
          expect(krippendorffAlpha(turned, level).value).toBeCloseTo(alpha.value, 10);
          expect(alpha.value).toBeLessThanOrEqual(1 + 1e-12);
        },
      ),
    );
  });

  it('says in words where there is none', () => {
    expect(krippendorffAlpha([[1, undefined]], 'nominal')).toMatchObject({
      because: 'No item was rated twice.',
    });
    expect(
      krippendorffAlpha(
        [
          [2, 2],
          [2, 2],
        ],
        'interval',
      ),
    ).toMatchObject({ because: expect.stringContaining('All ratings are the same') });
  });
});

describe('correlations', () => {
  it('are what scipy says', () => {
    expect(pearson(firstAndLast).value).toBeCloseTo(golden.pearson, 12);
    expect(spearman(firstAndLast).value).toBeCloseTo(golden.spearman, 12);
  });

  it('of ranks do not change when a scale is stretched', () => {
    fc.assert(
      fc.property(ratedTwice, (items) => {
        const straight = spearman(items);
        const stretched = spearman(
          items.map(([a, b]) => [a === undefined ? a : Math.exp(a), b === undefined ? b : b ** 3] as const),
        );
        expect(stretched.value === undefined).toBe(straight.value === undefined);
        fc.pre(straight.value !== undefined);
        expect(stretched.value).toBeCloseTo(straight.value, 10);
      }),
    );
  });

  it('say in words where there are none', () => {
    expect(pearson([[1, 2]])).toMatchObject({ because: expect.stringContaining('Fewer than two') });
    expect(
      pearson([
        [1, 2],
        [1, 3],
      ]),
    ).toMatchObject({ because: expect.stringContaining('same rating throughout') });
  });
});

describe('intraclass correlation', () => {
  it.each(INTRACLASS_FORMS)('%s is what pingouin says', (form) => {
    const found = intraclass(complete, form);
    const expected = golden.icc[form];
    expect(found.correlation.value).toBeCloseTo(expected.value, 9);
    expect(found.interval?.low).toBeCloseTo(expected.ci[0] ?? Number.NaN, 9);
    expect(found.interval?.high).toBeCloseTo(expected.ci[1] ?? Number.NaN, 9);
    expect(found).toMatchObject({ items: 40, raters: 4 });
  });

  it('for consistency does not see that a rater is stricter; for agreement it does', () => {
    const stricter = complete.map((row) =>
      row.map((value, rater) => (rater === 1 ? (value ?? 0) - 2 : value)),
    );
    const value = (rows: Ratings, form: 'ICC2' | 'ICC3'): number =>
      intraclass(rows, form).correlation.value ?? Number.NaN;
    expect(value(stricter, 'ICC3')).toBeCloseTo(value(complete, 'ICC3'), 10);
    expect(value(stricter, 'ICC2')).toBeLessThan(value(complete, 'ICC2') - 0.1);
  });

  it('leaves out items with a missing cell, and says in words where there is none', () => {
    expect(intraclass(missing, 'ICC2').items).toBe(missing.filter((row) => !row.includes(undefined)).length);
    expect(intraclass([[1, 2]], 'ICC2').correlation.value).toBeUndefined();
    expect(
      intraclass(
        [
          [2, 2],
          [2, 2],
        ],
        'ICC3',
      ).correlation,
    ).toMatchObject({ because: expect.stringContaining('All ratings') });
  });
});

describe('an agreement report', () => {
  const items: RatedItem[] = missing.map(([judge, ...annotators], place) => ({
    cluster: `p${place % 35}`,
    judge,
    annotators,
  }));
  const settings = { categories: SCALE, resampling: { replicates: 300, seed: 4 } };
  const report = agreementReport(items, settings);
  const figure = (measure: string): (typeof report.judge)[number] | undefined =>
    report.judge.find((one) => one.measure === measure);

  it('holds the judge beside annotators among themselves and beside a constant', () => {
    expect(report).toMatchObject({ annotators: 3, clusters: expect.any(Number) });
    expect(report.amongAnnotators).toHaveLength(report.judge.length);
    const pairs = [1, 2, 3].map((rater) => missing.map((row): RatedTwice => [row[0], row[rater]]));
    const kappas = pairs.map(
      (pair) => cohenKappa(confusionTable(pair, SCALE), 'quadratic').value ?? Number.NaN,
    );
    expect(figure('kappa-quadratic')?.value.value).toBeCloseTo(
      kappas.reduce((sum, one) => sum + one, 0) / 3,
      12,
    );
    expect(figure('kappa-quadratic')?.constant.value).toBeCloseTo(0, 12);
    expect(figure('pearson')?.constant).toMatchObject({ because: expect.stringContaining('same rating') });
    expect(figure('percent-agreement')?.constant.value).toBeGreaterThan(0.2);
    expect(report.confusion.items).toBe(
      pairs.flat().filter(([a, b]) => a !== undefined && b !== undefined).length,
    );
  });

  it('gives every figure of the judge an interval around it, the same for the same seed', () => {
    for (const { value, interval } of report.judge) {
      expect(interval?.low).toBeLessThan(value.value ?? Number.NaN);
      expect(interval?.high).toBeGreaterThan(value.value ?? Number.NaN);
    }
    expect(agreementReport(items, settings)).toEqual(report);
  });

  it('says what is missing, and who is alone', () => {
    const alone = agreementReport(
      [
        { cluster: 'a', judge: 3, annotators: [4] },
        { cluster: 'b', judge: undefined, annotators: [4] },
        { cluster: 'c', judge: 5, annotators: [undefined] },
      ],
      settings,
    );
    expect(alone).toMatchObject({ items: 1, clusters: 1, amongAnnotators: [] });
    const notes = alone.notes.join('\n');
    expect(notes).toContain('2 items that the judge or every annotator left out');
    expect(notes).toContain('Only 1 person is behind');
    expect(notes).toContain('One annotator cannot show');
    expect(alone.judge.every(({ interval }) => interval === undefined)).toBe(true);
    expect(agreementReport([], settings)).toMatchObject({ items: 0, annotators: 0 });
  });
});
