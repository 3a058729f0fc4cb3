import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { figureAsPng, figureAsSvg } from './draw.ts';
import { axesOf } from './axes.ts';
import { coloursOf } from './palette.ts';
import { figureAsHtml } from './figure-html.ts';
import { tableOf } from './figure-table.ts';
import { FIGURE_FORMS, type Figure, type FigureForm, type Point } from './figure.ts';
import { linesOf, textWidth } from './font.ts';
import { valueScale } from './scale.ts';
import { unreadable } from './testing/texts-of.ts';

const MODELS = [
  'gpt-4o',
  'deepseek-7b',
  'mistral-7b',
  'llama-3.1-8b',
  'qwen-2.5-7b',
  'qwq-32b',
  'all models',
];
const DOMAINS = ['Relationship', 'Career', 'Financial', 'Social', 'Health', 'Life', 'Education'];

const point = (value: number): Point => ({ value, low: value - 0.2, high: value + 0.15 });

function figure(form: FigureForm, categories: readonly string[], changes: Partial<Figure> = {}): Figure {
  return {
    id: `of-${form}`,
    title: `SIMULATED. Score without and with the profile, by model and much else that makes a title long (Figure ${form})`,
    form,
    xLabel: 'model',
    yLabel: 'mean score, 1 to 5',
    range: [1, 5],
    categories,
    series: [
      { name: 'context-free', points: categories.map((_, index) => point(2 + 0.2 * index)) },
      { name: 'context-free, published', role: 'published', points: categories.map(() => ({ value: 2.9 })) },
      {
        name: 'context-rich',
        points: categories.map((_, index) => (index === 1 ? undefined : point(4.4 - 0.1 * index))),
      },
      { name: 'the whole profile', role: 'reference', points: categories.map(() => ({ value: 4.1 })) },
    ],
    ...changes,
  };
}

describe('a figure', () => {
  it.each(FIGURE_FORMS)('of %s has no text that is cut or lies over another', (form) => {
    for (const categories of [DOMAINS, MODELS, MODELS.slice(0, 3)]) {
      expect(unreadable(figureAsSvg(figure(form, categories)))).toEqual([]);
    }
  });

  it('of marks has none either wherever they stand, and no end of its axis is a long number', () => {
    const number = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((thousandths) => thousandths / 7000);
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: number, value: number }), { minLength: 1, maxLength: 8 }),
        (marks) => {
          const series = marks.map((mark, index) => ({ name: `form ${index}`, points: [mark] }));
          const { range: _, ...plain } = figure('scatter', [], { series });
          const svg = figureAsSvg(plain);
          expect(unreadable(svg)).toEqual([]);
          const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
          expect(texts.filter((text) => /\.\d{6,}$/.test(text))).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of bars has none either with names of any length and number', () => {
    const name = fc.stringMatching(/^[a-z]{1,14}( [a-z]{1,10})?$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), (categories) => {
        expect(unreadable(figureAsSvg(figure('bars', categories)))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it.each(FIGURE_FORMS)('of %s is drawn the same way each time, whatever was drawn before', (form) => {
    const first = figureAsSvg(figure(form, MODELS));
    figureAsSvg(figure('lines', DOMAINS));
    expect(figureAsSvg(figure(form, MODELS))).toBe(first);
  });

  it('shares no id with another on the page', () => {
    const ids = (id: string) =>
      [...figureAsSvg(figure('lines', DOMAINS, { id })).matchAll(/ id="([^"]+)"/g)].map(([, found]) => found);
    expect(ids('one').length).toBeGreaterThan(0);
    expect(new Set([...ids('one'), ...ids('two')]).size).toBe(ids('one').length + ids('two').length);
  });

  it('is a PNG twice as large on light paper and on dark, and not the same', () => {
    const [light, dark] = (['light', 'dark'] as const).map((paper) =>
      figureAsPng(figure('bars', MODELS), paper),
    );
    for (const png of [light, dark]) {
      expect(
        Buffer.from(png ?? [])
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(Buffer.from(png ?? []).readUInt32BE(16)).toBe(1800);
    }
    expect(light).not.toEqual(dark);
  });

  it('knows a colour of dark paper for every colour in it', () => {
    const known = new Set(
      [...figureAsSvg(figure('bars', MODELS)).matchAll(/\[fill="(#[0-9a-f]{6})"\]/g)].map(([, one]) => one),
    );
    for (const form of FIGURE_FORMS) {
      const [, picture = ''] = figureAsSvg(figure(form, MODELS)).split('</style>');
      const shown = picture.replaceAll(/<clipPath.*?<\/clipPath>/gs, '');
      const used = [...shown.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
      expect(
        used.filter((colour) => colour !== 'none' && colour !== 'transparent' && !known.has(colour)),
      ).toEqual([]);
    }
  });

  it('has its table beside it, with what was not measured as a dash', () => {
    const html = figureAsHtml(figure('bars', ['a', 'b', '<c>']));
    expect(html).toContain('&lt;c&gt;');
    expect(tableOf(figure('bars', ['a', 'b']))).toEqual({
      head: ['model', 'context-free', 'context-free, published', 'context-rich', 'the whole profile'],
      rows: [
        ['a', '2.00 [1.80, 2.15]', '2.90', '4.40 [4.20, 4.55]', '4.10'],
        ['b', '2.20 [2.00, 2.35]', '2.90', '-', '4.10'],
      ],
    });
  });

  it('has a table by x where its points have one', () => {
    const series = [
      {
        name: 'guided',
        points: [
          { x: 10, value: 3 },
          { x: 5, value: 2.5 },
        ],
      },
      { name: 'other', points: [{ x: 7, value: 1, low: 0.5, high: 1.5 }] },
    ];
    expect(tableOf(figure('lines', [], { xLabel: 'rollouts', series })).rows).toEqual([
      ['5', '2.50', '-'],
      ['7', '-', '1.00 ±0.50'],
      ['10', '3.00', '-'],
    ]);
  });

  it('of twenty lines has a colour for each, and dots for those beyond the tenth', () => {
    const series = Array.from({ length: 20 }, (_, index) => ({
      name: `line ${index}`,
      points: [1, 2].map((x) => ({ x, value: index })),
    }));
    const svg = figureAsSvg(figure('lines', [], { series, range: [0, 20] }));
    expect(new Set(coloursOf(series)).size).toBe(20);
    // Each is drawn once, and once more in the key.
    expect(svg.match(/stroke-dasharray="2,3"/g)).toHaveLength(20);
    expect(unreadable(svg)).toEqual([]);
  });

  it.each([
    { values: [13, 740], min: 10, max: 1000, across: 740 },
    // 0 stands where the power of ten below would.
    { values: [0, 10, 300], min: 1, max: 500, across: 300 },
    { values: [3, 4], min: 2, max: 50, across: 4 },
    { values: [0.002, 0.2], min: 0.002, max: 0.2, across: 0.2 },
    // A single value has an axis, too.
    { values: [5], min: 5, max: 50, across: 50 },
  ])('with logarithmic axes has round ends, and its lines end with their data: %j', ({ values, ...ends }) => {
    const series = [{ name: 'one', points: values.map((value) => ({ x: value, value })) }];
    const { range: _, ...plain } = figure('lines', [], { series, logarithmic: 'both' });
    const { xAxis, yAxis } = axesOf(plain);
    expect(yAxis).toMatchObject({ min: ends.min, max: ends.max });
    expect(xAxis).toMatchObject({ min: ends.min, max: ends.across });
  });

  it('can have no value at all', () => {
    for (const form of FIGURE_FORMS) {
      expect(
        unreadable(figureAsSvg(figure(form, DOMAINS, { series: [{ name: 'none', points: [] }] }))),
      ).toEqual([]);
    }
  });
});

describe('the width of a text', () => {
  it('is that of the font: DejaVu Sans has an em of 2048 and these advances', () => {
    // H 1540, e 1260, l 569, l 569, o 1253.
    expect(textWidth('Hello', 2048)).toBe(1540 + 1260 + 569 + 569 + 1253);
    expect(textWidth('±', 2048)).toBe(1716);
  });

  it('breaks lines so that each fits, but for a single word', () => {
    expect(linesOf('one two three', textWidth('one two', 12), 12)).toEqual(['one two', 'three']);
    expect(linesOf('one', 1, 12)).toEqual(['one']);
  });
});

describe('the scale of values', () => {
  it('has round ends around the data and its intervals', () => {
    const { range: _, ...unbounded } = figure('lines', []);
    const of = (values: readonly number[]) =>
      valueScale({ ...unbounded, series: [{ name: '', points: values.map((value) => ({ value })) }] });
    expect(of([2.6, 3.7])).toEqual({ min: 2.5, max: 4, interval: 0.5 });
    expect(of([3, 3])).toEqual({ min: 3, max: 4, interval: 1 });
    expect(of([])).toEqual({ min: 0, max: 1, interval: 0.2 });
  });
});
