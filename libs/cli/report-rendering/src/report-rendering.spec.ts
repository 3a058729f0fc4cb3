import { describe, expect, it } from '@jest/globals';
import { Report } from '@rookery/shared-contracts';
import fc from 'fast-check';
import { EXAMPLE } from './example-report.spec-data.ts';
import { reportAsCsv } from './csv.ts';
import { reportAsJson } from './json.ts';
import { reportAsMarkdown } from './markdown.ts';
import { reportAsTable } from './terminal.ts';

describe('reportAsTable', () => {
  it('shows every interval when there is room', () => {
    const text = reportAsTable(EXAMPLE, 200);
    expect(text).toContain('SIMULATED');
    expect(text).toMatch(/^Model +Status +Relationship +Career .* Education +Mean$/m);
    expect(text).toMatch(/^sim\/gpt-4o +vanilla +2\.76 ±0\.10 +2\.77 ±0\.10 .* 2\.75 ±0\.10$/m);
    expect(text).toMatch(
      /^ +agent +2\.70 ±0\.10 +68 +2 \(2 TRUNCATED\) +0 +1,234 +1,234,567 +45,678 +\$0\.1234$/m,
    );
    expect(text).toMatch(/vanilla +agent +\+0\.50 ±0\.05 +\+18\.2% +68$/m);
  });

  it('keeps the interval of the mean when the others do not fit', () => {
    const text = reportAsTable(EXAMPLE, 120);
    expect(text).toMatch(/^sim\/gpt-4o +vanilla +2\.76 +2\.77 .* 2\.75 ±0\.10$/m);
  });

  it('fits into any width from 60 columns on, and loses no number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 220 }), (width) => {
        const text = reportAsTable(EXAMPLE, width);
        for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
        for (const cell of ['2.76', '2.82', '2.75 ±0.10', '+18.2%', '1,234,567'])
          expect(text).toContain(cell);
      }),
    );
  });

  it('renders a report of which nothing is done yet', () => {
    const text = reportAsTable(Report.fromPartial({ title: 'Nothing yet' }), 80);
    expect(text).toBe('Nothing yet\n===========\n');
  });
});

describe('reportAsMarkdown', () => {
  it('keeps a hostile model name inside its cell', () => {
    const hostile = Report.fromPartial({
      ...EXAMPLE,
      rows: [{ ...EXAMPLE.rows[0], model: 'a|b\n# <script>', domains: [] }],
    });
    const text = reportAsMarkdown(hostile);
    expect(text).toContain('| a\\|b # \\<script\\> | vanilla |');
    expect(text).not.toMatch(/^# <script>/m);
  });

  it('gives every table line the same number of cells', () => {
    const tables = reportAsMarkdown(EXAMPLE)
      .split('\n\n')
      .filter((block) => block.startsWith('|'));
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      const cells = table.split('\n').map((line) => line.split(' | ').length);
      expect(new Set(cells).size).toBe(1);
    }
  });
});

/** RFC 4180, for the tests alone. */
function parseCsv(text: string): string[][] {
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, field = '', end] of fields) {
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('reportAsCsv', () => {
  it('has one number a line, all precision, and reads back whatever a model is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.double({ min: 1, max: 5 }),
        (model, value) => {
          const [first] = EXAMPLE.rows;
          const report = Report.fromPartial({
            ...EXAMPLE,
            rows: [{ ...first, model, mean: { value, samples: 3, profiles: 1 } }],
          });
          const [head = [], ...lines] = parseCsv(reportAsCsv(report));
          const at = (line: string[], column: string): string => line[head.indexOf(column)] ?? '';
          for (const line of lines) expect(line).toHaveLength(head.length);
          const mean =
            lines.find((line) => at(line, 'measure') === 'score' && at(line, 'domain') === '') ?? [];
          expect(at(mean, 'model')).toBe(model);
          expect(Number(at(mean, 'value'))).toBe(value);
          expect(at(mean, 'low')).toBe('');
          expect(at(mean, 'simulated')).toBe('true');
          const gain = lines.find((line) => at(line, 'measure') === 'gain') ?? [];
          expect(at(gain, 'compared_with')).toBe('vanilla');
        },
      ),
    );
  });
});

describe('reportAsJson', () => {
  it('reads back as the same report', () => {
    expect(Report.fromJSON(JSON.parse(reportAsJson(EXAMPLE)))).toEqual(EXAMPLE);
  });
});
