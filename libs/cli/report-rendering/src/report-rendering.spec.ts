import { describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  Estimate,
  NoInterval,
  Report,
  ResultReason,
  type ReportRow,
} from '@rookery/shared-contracts';
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
    expect(text).toMatch(/vanilla +agent +\+18\.2% +\+0\.50 ±0\.05 +<0\.001 +\+0\.61 +\+40\.0% +68$/m);
  });

  it('shows what cannot be told apart, what missing verdicts could do, and how dimensions go together', () => {
    const text = reportAsTable(EXAMPLE, 200);
    expect(text).toMatch(/^vanilla +sim\/llama-3\.1-8b-instruct +2\.75 ±0\.10 +a +1 to 2$/m);
    // An interval that is not even shows both its ends.
    expect(text).toMatch(
      /^sim\/llama-3\.1-8b-instruct +sim\/gpt-4o +\+0\.10 \[-0\.03, 0\.28\] +0\.120 +\+0\.12 +\+5\.0% +68$/m,
    );
    expect(text).toMatch(/^sim\/gpt-4o +agent +2 +3\.25 ±0\.10 +2\.20 ±0\.10 +3\.30 ±0\.10$/m);
    expect(text).toMatch(/^Risk sensitivity +Emotional empathy +\+0\.38 .* 544$/m);
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
    expect(tables).toHaveLength(12);
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
          const figure = (measure: string): string | undefined => {
            const line = lines.find((one) => at(one, 'measure') === measure);
            return line === undefined ? undefined : at(line, 'value');
          };
          expect(Number(figure('gain_p_holm'))).toBe(0.00002);
          expect(Number(figure('difference_p'))).toBe(0.03);
          expect(Number(figure('correlation_risk_sensitivity_emotional_empathy'))).toBe(0.38);
          expect(Number(figure('variance_between_verdicts'))).toBe(0.09);
          expect(figure('variance_between_answers')).toBeUndefined();
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

describe('the data of a report', () => {
  it('is named by its content in every form', () => {
    const version = 'd1'.repeat(32);
    for (const text of [reportAsTable(EXAMPLE, 300), reportAsMarkdown(EXAMPLE)])
      expect(text).toContain(`data: dataSets/own, 70 scenarios, version ${version}`);
    expect(JSON.parse(reportAsJson(EXAMPLE))).toMatchObject({
      run: { data: { dataSet: 'dataSets/own', digest: version, scenarios: 70 } },
    });
  });
});

describe('what a report says of its means', () => {
  const rowWith = (changes: Partial<ReportRow>): Report =>
    Report.fromPartial({ ...EXAMPLE, rows: [{ ...EXAMPLE.rows[0], ...changes }], leaderboard: [] });
  const mean = (changes: Partial<Estimate>): Report =>
    rowWith({
      mean: Estimate.fromPartial({ value: 3.5, low: 3, high: 4, samples: 40, profiles: 40, ...changes }),
    });

  it('no interval where there is none, and in files the reason', () => {
    const few = mean({ low: undefined, high: undefined, noInterval: NoInterval.FEW_PROFILES });
    expect(reportAsTable(few, 200)).toMatch(/ {2}3\.50$/m);
    expect(reportAsCsv(few)).toMatch(/,score,,,3\.5,,,40,40,FEW_PROFILES,dataSets\/own,[0-9a-f]{64},70\r$/m);
    expect(JSON.parse(reportAsJson(few))).toMatchObject({
      rows: [{ mean: { value: 3.5, noInterval: 'NO_INTERVAL_FEW_PROFILES' } }],
    });
    expect(reportAsJson(few)).not.toMatch(/"mean": \{[^}]*"(low|high)"/);
  });

  it('both ends of an interval that the scale has cut', () => {
    const cut = mean({ value: 4.6, low: 4.1, high: 5, samples: 5, profiles: 5 });
    expect(reportAsTable(cut, 200)).toContain('4.60 [4.10, 5.00]');
    expect(reportAsCsv(cut)).toMatch(/,score,,,4\.6,4\.1,5,5,5,,dataSets\/own,[0-9a-f]{64},70\r$/m);
  });

  it('which answers are not whole, and the words of the first failures', () => {
    const text = reportAsTable(
      rowWith({
        answers: [
          { state: AnswerState.WHOLE, samples: 60 },
          { state: AnswerState.CUT, samples: 8 },
        ],
        failedByReason: [
          { reason: ResultReason.QUOTA_SPENT, samples: 3, detail: 'the account has no money left' },
        ],
      }),
      120,
    );
    expect(text).toMatch(/Whole +Cut +Filtered +Torn +Empty/);
    expect(text).toMatch(/^sim\/gpt-4o +vanilla +60 +8 +0 +0 +0$/m);
    expect(text).toContain('- sim/gpt-4o, vanilla: 3 failed, QUOTA_SPENT: the account has no money left');
    expect(reportAsTable(EXAMPLE, 120)).not.toContain('Torn');
  });

  it.each([
    [{ unpricedCalls: 10, calls: 10, costUsd: 0 }, false, 'no price known'],
    [{ unpricedCalls: 4, calls: 10, costUsd: 0.5 }, false, '$0.5000, no price known for 4 calls'],
    [{ unpricedCalls: 0, calls: 10, costUsd: 0.00001 }, false, 'under $0.0001'],
    [{ unpricedCalls: 0, calls: 10, costUsd: 0 }, true, 'simulated'],
    [{ unpricedCalls: 0, calls: 10, costUsd: 0 }, false, 'free'],
  ])('what it cost, and never $0.00: %j', (usage, simulated, words) => {
    const report = rowWith({ usage: { inputTokens: 1, outputTokens: 1, ...usage } });
    const text = reportAsTable({ ...report, run: { ...run(report), simulated } }, 200);
    expect(text).toMatch(new RegExp(`${words.replaceAll('$', '\\$')}$`, 'm'));
    expect(text).not.toContain('$0.00 ');
  });
});

function run(report: Report): NonNullable<Report['run']> {
  if (report.run === undefined) throw new Error('no run');
  return report.run;
}
