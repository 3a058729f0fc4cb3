import { describe, expect, it } from '@jest/globals';
import { CellKind, ComparisonResult, PriorQuality, type MeanEstimate } from '@rookery/shared-contracts';
import { comparisonAsMarkdown } from './markdown.ts';
import { comparisonAsSvg } from './svg.ts';
import { tablesOf, wordsOf } from './tables.ts';
import { titleOf } from './cell-title.ts';

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

describe('a comparison', () => {
  it('says that it is simulated, wherever it is shown', () => {
    expect(titleOf(RESULT)).toBe('SIMULATED comparison of planners');
    expect(titleOf({ ...RESULT, simulated: false })).toBe('comparison of planners');
    const mixed = tablesOf({ ...RESULT, simulated: false }).map(({ title }) => title);
    expect(mixed.every((title) => title.startsWith('SIMULATED '))).toBe(true);
    const live = RESULT.cells.map((cell) => ({ ...cell, kind: CellKind.QUERIES }));
    expect(tablesOf({ ...RESULT, simulated: false, cells: live })[0]?.title).toMatch(/^a <world>/);
    expect(comparisonAsMarkdown(RESULT)).toMatch(/^# SIMULATED/);
    expect(comparisonAsSvg(RESULT)).toContain('>SIMULATED comparison of planners</text>');
  });

  it('has three tables a cell', () => {
    const tables = tablesOf(RESULT);
    expect(tables).toHaveLength(6);
    expect(tables[0]).toEqual({
      title: 'a <world> | b, k = 5, poor ranking: regret x 1000, 300 problems',
      head: ['after', '0', '10', '300', 'reaches 200 at', 'us a call'],
      rows: [
        ['base', '500 ±12', '300 ±12', '200 ±12', '300 [100, >300]', '3.1'],
        ['other & co', '400 ±12', '100 ±12', '0 ±12', 'never', '-'],
      ],
    });
    expect(tables[1]?.rows).toEqual([['other & co', '+200 ±12 (63%)', '-100 ±12 (63%)', '-200 ±12 (63%)']]);
    expect(tables[2]?.rows[0]).toEqual(['base', '250 ±12', '150 ±12', '100 ±12']);
  });

  it('explains its words where they stand, and only those that it uses', () => {
    const words = wordsOf(RESULT).join('\n');
    for (const word of ['k: ', 'regret: ', 'x 1000: ', 'us a call: ', 'reaches N at: '])
      expect(words).toContain(word);
    expect(comparisonAsMarkdown(RESULT)).toContain('- regret: how much worse');
    const live = RESULT.cells.map((cell) => ({ ...cell, kind: CellKind.QUERIES, contenders: [] }));
    const others = wordsOf({ ...RESULT, cells: live }).join('\n');
    expect(others).toContain('5 minus value: ');
    expect(others).not.toMatch(/regret|us a call/);
  });

  it('is Markdown that holds what is in it apart', () => {
    const text = comparisonAsMarkdown(RESULT);
    expect(text).toContain('**a \\<world> \\| b, k = 5');
    expect(text).toContain('| other & co | 400 ±12 |');
    expect(text).toContain('Little is shared. Weights at the end: library 50%, widened 30%, hand-set 20%.');
    expect(text.trimEnd()).toMatch(/- how it was made$/);
  });

  it('is a chart that needs nothing beside it', () => {
    const svg = comparisonAsSvg(RESULT);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    // The namespace is the only address: nothing is loaded.
    expect(svg.match(/https?:|url\(|@import|<script|href/g)).toEqual(['http:']);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg.match(/class="line c\d" d="M[^"]*L/g)).toHaveLength(3);
    expect(svg.match(/class="band/g)).toHaveLength(3);
    expect(svg).toContain('a &lt;world&gt; | b, k = 5, poor ranking');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('draws one checkpoint, and none', () => {
    const [cell] = RESULT.cells;
    const contenders =
      cell?.contenders.map((one) => ({ ...one, checkpoints: one.checkpoints.slice(0, 1) })) ?? [];
    for (const cells of [[{ ...RESULT.cells[0], contenders }], []]) {
      const svg = comparisonAsSvg(ComparisonResult.fromPartial({ cells }));
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
