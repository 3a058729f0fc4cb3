import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CellKind, ComparisonResult, PriorQuality, type MeanEstimate } from '@rookery/shared-contracts';
import { unreadable } from '@rookery/cli-figures/testing';
import { comparisonAsHtml } from './html/page.ts';
import { lossScale } from './html/loss-scale.ts';
import { comparisonAsMarkdown } from './markdown.ts';
import { comparisonAsSvg } from './svg.ts';
import { tablesOf } from './tables.ts';
import { glossaryOf, wordsOf } from './words.ts';
import { cellTitle, titleOf } from './cell-title.ts';
import { twoSidedTail } from './normal-tail.ts';

const of = (mean: number, halfWidth = 0.012): MeanEstimate => ({ mean, halfWidth });

function contender(label: string, losses: readonly number[], reach: object): object {
  return {
    label,
    checkpoints: losses.map((loss, index) => ({
      evaluations: [0, 10, 300][index],
      loss: of(loss),
      anytime: of(loss / 2),
      difference: of(loss - 0.2),
      winRate: 0.625,
    })),
    meanEvaluations: 290,
    meanRankings: 12,
    ...reach,
  };
}

const RESULT = ComparisonResult.fromPartial({
  simulated: true,
  notes: ['how it was made'],
  cells: [
    {
      kind: CellKind.WORLD,
      label: 'a <world> | b',
      prior: PriorQuality.POOR,
      depth: 5,
      problems: 300,
      baseline: 'base',
      target: of(0.2),
      contenders: [
        contender('base', [0.5, 0.3, 0.2], {
          callsToTarget: 300,
          callsToTargetLow: 100.4,
          allCallsToTarget: 306,
          allCallsToTargetLow: 106.4,
          cpuUsPerEvaluation: 3.14,
        }),
        contender('other & co', [0.4, 0.1, 0], {}),
      ],
    },
    {
      kind: CellKind.TRANSFER,
      label: 'shared 0',
      prior: PriorQuality.GOOD,
      depth: 3,
      problems: 20,
      baseline: 'base',
      contenders: [contender('base', [0.5, 0.3, 0.2], {})],
      lessons: ['Little is shared.'],
      modelWeights: [0.5, 0.3, 0.2],
    },
  ],
});

/** A page as it is without its script. */
const still = (page: string): string => page.replace(/<script>[^]*<\/script>/, '');

describe('a comparison', () => {
  it('says that it is simulated, wherever it is shown', async () => {
    expect(titleOf(RESULT)).toBe('SIMULATED comparison of planners');
    expect(titleOf({ ...RESULT, simulated: false })).toBe('comparison of planners');
    const mixed = tablesOf({ ...RESULT, simulated: false })
      .slice(1)
      .map(({ title }) => title);
    expect(mixed.every((title) => title.startsWith('SIMULATED '))).toBe(true);
    const live = RESULT.cells.map((cell) => ({ ...cell, kind: CellKind.QUERIES }));
    expect(tablesOf({ ...RESULT, simulated: false, cells: live })[1]?.title).toMatch(/^a <world>/);
    expect(comparisonAsMarkdown(RESULT)).toMatch(/^# SIMULATED/);
    expect(await comparisonAsSvg(RESULT)).toContain('<title>SIMULATED comparison of planners</title>');
  });

  it('has three tables a cell', () => {
    const tables = tablesOf(RESULT).slice(1);
    expect(tables).toHaveLength(6);
    expect(tables[0]).toEqual({
      title: 'a <world> | b, k = 5, poor ranking: regret x 1000, 300 problems',
      head: [
        ...['after', '0', '10', '300'],
        ...['evaluations', 'rankings', 'reaches 200 at', 'all calls', 'us a call'],
      ],
      rows: [
        [
          ...['base', '500 ±12', '300 ±12', '200 ±12', '290', '12'],
          ...['300 [100, >300]', '306 [106, beyond]', '3.1'],
        ],
        ['other & co', '400 ±12', '100 ±12', '0 ±12', '290', '12', 'never', 'never', '-'],
      ],
    });
    expect(tables[1]?.rows).toEqual([['other & co', '+200 ±12 (63%)', '-100 ±12 (63%)', '-200 ±12 (63%)']]);
    expect(tables[2]?.rows[0]).toEqual(['base', '250 ±12', '150 ±12', '100 ±12']);
  });

  it('explains its words where they stand, and only those that it uses', () => {
    const words = wordsOf(RESULT).join('\n');
    for (const word of [
      'k: ',
      'regret: ',
      'x 1000: ',
      'us a call: ',
      'reaches N at: ',
      'poor ranking: ',
      '!: ',
    ])
      expect(words).toContain(word);
    expect(comparisonAsMarkdown(RESULT)).toContain('- regret: how much worse');
    expect(words).not.toMatch(/misleading|batches of|failed|died/);
    const live = RESULT.cells.map((cell) => ({ ...cell, kind: CellKind.QUERIES, contenders: [] }));
    const others = wordsOf({ ...RESULT, cells: live }).join('\n');
    expect(others).toContain('5 minus value: ');
    expect(others).not.toMatch(/regret: |us a call/);
  });

  it('begins with where the baseline loses, marked where that holds for all comparisons', () => {
    const [losses] = tablesOf(RESULT);
    expect(losses).toEqual({
      title:
        'Where base loses: loss x 1000 of others minus its own on the same problems, where the interval is below 0',
      head: ['cell', 'ahead', '0', '10', '300'],
      rows: [['a <world> | b, k = 5, poor ranking', 'other & co', '', '-100 ±12 !', '-200 ±12 !']],
      note: expect.stringMatching(/^3 comparisons .*others are ahead in 2, base in 1, .* 3 equal pairs/),
    });
    const cells = RESULT.cells.map((cell) => ({ ...cell, contenders: cell.contenders.slice(0, 1) }));
    expect(tablesOf({ ...RESULT, cells })[0]?.title).not.toMatch(/loses/);
  });

  it('says where a planner failed or died, on its line', async () => {
    const cells = RESULT.cells.slice(0, 1).map((cell) => ({
      ...cell,
      contenders: cell.contenders.map((one, index) => ({
        ...one,
        failedSearches: index === 0 ? 1 : 0,
        ...(index === 1 ? { checkpoints: [], lost: 'other & co on a: died, UNAVAILABLE: gone' } : {}),
      })),
    }));
    const result = { ...RESULT, cells };
    const [losses, against, prefixes] = tablesOf(result);
    expect(losses?.rows.map(([name]) => name)).toEqual(['base (1 failed)', 'other & co (died)']);
    expect(losses?.rows.map((row) => row.length)).toEqual([losses?.head.length, losses?.head.length]);
    expect(losses?.note).toBe(
      'base failed in 1 search, counted with the path it had by then. other & co on a: died, UNAVAILABLE: gone. No numbers here.',
    );
    expect(against?.rows).toEqual([]);
    expect(prefixes?.rows).toHaveLength(1);
    expect(wordsOf(result).join('\n')).toMatch(/N failed: [^]*died: /);
    for (const text of [
      comparisonAsMarkdown(result),
      await comparisonAsSvg(result),
      still(await comparisonAsHtml(result)),
    ]) {
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
    }
    expect(await comparisonAsHtml(result)).toContain('other &amp; co on a: died');
  });

  it('says that nobody is ahead where nobody is', () => {
    const cells = RESULT.cells.map((cell) => ({
      ...cell,
      contenders: cell.contenders.map((one) => ({
        ...one,
        checkpoints: one.checkpoints.map((point) => ({ ...point, difference: of(0.1) })),
      })),
    }));
    expect(tablesOf({ ...RESULT, cells })[0]).toMatchObject({
      rows: [],
      note: expect.stringMatching(/^No other is ahead of base by more than the interval\. 3 comparisons/),
    });
  });

  it('says what reaching the target takes, by evaluations and by all calls, where it is not the baseline', () => {
    const [cell] = RESULT.cells;
    const cells = cell === undefined ? [] : [{ ...cell, targetContender: 'other & co', rankingPrice: 0.5 }];
    expect(tablesOf({ ...RESULT, cells })[1]).toMatchObject({
      title: 'Calls to reach what other & co has after 300 evaluations',
      rows: [
        [
          ...['a <world> | b, k = 5, poor ranking', '200'],
          ...['300 [100, >300]', '306 [106, beyond]', 'never', 'never'],
        ],
      ],
      note: expect.stringContaining('a ranking 0.5'),
    });
  });

  it('names batches that are not of eight', () => {
    const [cell] = RESULT.cells;
    const titles = [0, 8, 32].map((batch) =>
      cell === undefined ? '' : cellTitle({ ...cell, batch }, RESULT),
    );
    const plain = 'a <world> | b, k = 5, poor ranking';
    expect(titles).toEqual([plain, plain, `${plain}, batches of 32`]);
  });

  it('knows the tail of the normal distribution', () => {
    // Python: 2 * (1 - NormalDist().cdf(z)) and, far out, math.erfc(z / sqrt(2)).
    expect(twoSidedTail(1.959963985)).toBeCloseTo(0.05, 9);
    expect(twoSidedTail(-5)).toBeCloseTo(5.733031437583892e-7, 13);
    expect(twoSidedTail(0)).toBeCloseTo(1, 9);
  });

  it('is Markdown that holds what is in it apart', () => {
    const text = comparisonAsMarkdown(RESULT);
    expect(text).toContain('**a \\<world> \\| b, k = 5');
    expect(text).toContain('| other & co | 400 ±12 |');
    expect(text).toContain('Little is shared. Weights at the end: library 50%, widened 30%, hand-set 20%.');
    expect(text.trimEnd()).toMatch(/- how it was made$/);
  });

  it('is a chart that needs nothing beside it', async () => {
    const svg = await comparisonAsSvg(RESULT);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    // The namespace is the only address: nothing is loaded.
    expect(svg.match(/https?:|url\((?!#)|@import|<script|href/g)).toEqual(['http:']);
    expect(svg).toContain('prefers-color-scheme:dark');
    // Three curves, each with its band, and the key of two contenders in each of two cells.
    expect(svg.match(/fill-opacity="0.15"/g)).toHaveLength(3);
    expect(svg.match(/class="rookery-figure"/g)).toHaveLength(2);
    expect(svg).toContain('a &lt;world&gt; | b, k = 5, poor ranking');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('draws one checkpoint, and none', async () => {
    const [cell] = RESULT.cells;
    const contenders =
      cell?.contenders.map((one) => ({ ...one, checkpoints: one.checkpoints.slice(0, 1) })) ?? [];
    for (const cells of [[{ ...RESULT.cells[0], contenders }], []]) {
      const svg = await comparisonAsSvg(ComparisonResult.fromPartial({ cells }));
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  describe('as a page', () => {
    let page: string;
    beforeAll(async () => {
      page = await comparisonAsHtml(RESULT);
    });

    it('begins with where the baseline loses, with the intervals', async () => {
      expect(page).toContain('SIMULATED: nothing here measures a model.');
      const headings = [...page.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, text]) => text);
      expect(headings[0]).toMatch(/^Where base loses/);
      expect(headings).toContain('Curves');
      expect(page).toContain('<td>other &amp; co</td><td></td><td>-100 ±12 !</td><td>-200 ±12 !</td>');
      const live = await comparisonAsHtml({ ...RESULT, simulated: false });
      expect(live).not.toContain('<p class="note">SIMULATED');
    });

    it('asks for nothing from anywhere, and takes no text for markup', async () => {
      expect(page.match(/https?:|url\((?!#)|@import|src=|<link|<iframe/g)).toBeNull();
      expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual(['#words']);
      expect(page).toContain('a &lt;world&gt; | b, k = 5, poor ranking');
      expect(page).not.toContain('a <world>');
      const label = '"><script>alert(1)</script>';
      const hostile = await comparisonAsHtml({
        ...RESULT,
        notes: [label],
        cells: RESULT.cells.map((cell) => ({
          ...cell,
          label,
          contenders: cell.contenders.map((one) => ({ ...one, label: `${one.label}${label}` })),
          lessons: [label],
        })),
      });
      expect(hostile.match(/<script>/g)).toHaveLength(1);
      expect(hostile).not.toContain('alert(1)</script>');
    });

    it('shows every cell and curve without its script, on one scale', async () => {
      const bare = still(page);
      const hidden = [...bare.matchAll(/<(\w+)[^>]* hidden[ >]/g)].map(([, tag]) => tag);
      expect(hidden).toEqual(['form']);
      expect(bare.match(/<section data-family/g)).toHaveLength(2);
      // Two pictures a cell: the path's end and the mean over its prefixes.
      const pictures = [...bare.matchAll(/<svg [^]*?<\/svg>/g)].map(([svg]) => svg);
      expect(pictures).toHaveLength(4);
      expect(bare.match(/fill-opacity="0.15"/g)).toHaveLength(6);
      for (const svg of pictures) expect(unreadable(svg)).toEqual([]);
      const ticks = pictures.map((svg) =>
        [...svg.matchAll(/text-anchor="end"[^>]*>([\d.,]+)</g)].map(([, value]) => value).join(' '),
      );
      expect(new Set(ticks).size).toBe(1);
    });

    it('marks what its filters can find', async () => {
      for (const [name, value] of [
        ['family', 'a &lt;world&gt; | b'],
        ['prior', 'poor ranking'],
        ['planner', 'other &amp; co'],
      ]) {
        expect(page).toContain(`data-${name}="${value}"`);
        expect(page).toContain(`name="${name}" value="${value}"`);
      }
    });

    it('is one of no cells, too', async () => {
      expect(still(await comparisonAsHtml(ComparisonResult.fromPartial({})))).not.toMatch(
        /NaN|Infinity|undefined/,
      );
    });
  });

  it('has a logarithmic scale that holds all that is drawn', () => {
    const { ticks, place } = lossScale(RESULT);
    // The lowest mean is 0, the highest end 0.5 + 0.012.
    expect(ticks).toEqual([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
    expect([place(-1), place(0), place(0.001), place(1), place(2)]).toEqual([0, 0, 0, 1, 1]);
    expect(place(0.1) - place(0.01)).toBeCloseTo(1 / 3, 12);
  });
});

describe('the page on writing a planner', () => {
  it('explains every word of the output', async () => {
    const page = await readFile(
      new URL('../../../../docs/planners/write-a-planner.md', import.meta.url),
      'utf8',
    );
    const everything = ComparisonResult.fromPartial({
      cells: [PriorQuality.GOOD, PriorQuality.POOR, PriorQuality.MISLEADING, PriorQuality.CONSTANT].flatMap(
        (prior) =>
          [CellKind.WORLD, CellKind.QUERIES, CellKind.TRANSFER].map((kind) => ({
            kind,
            prior,
            batch: 32,
            contenders: [
              { label: 'a', failedSearches: 1, cpuUsPerEvaluation: 1 },
              { label: 'b', lost: 'died' },
            ],
          })),
      ),
    });
    const words = glossaryOf(everything).map(({ word }) => word);
    expect(words.length).toBeGreaterThan(20);
    const explained = [...page.matchAll(/^\| (.+?) +\|/gm)].map(([, first]) => first);
    expect(explained).toEqual(expect.arrayContaining(words));
  });
});
