import { AnswerState, type ReasonCount, type Report, type ReportRow } from '@rookery/shared-contracts';
import { comparisonTables } from './comparisons.ts';
import { correctedTable } from './corrected-table.ts';
import { DOMAIN_COLUMNS, reasonLabel, statusLabel } from './labels.ts';
import { moneyOf } from './money.ts';
import { count, figureOf, NO_FIGURE, plainFigure, type Figure } from './numbers.ts';
import { settingsOf } from './settings.ts';

/** A table before anyone has decided how wide it may be. Text columns come first, then figures. */
export interface Table {
  readonly heading: string;
  readonly textColumns: readonly string[];
  readonly figureColumns: readonly string[];
  readonly rows: readonly { readonly texts: readonly string[]; readonly figures: readonly Figure[] }[];
}

/** A list of sentences or settings. */
export interface Listing {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The report cut into what every rendering shows, in its order. */
export interface Sections {
  readonly title: string;
  readonly tables: readonly Table[];
  readonly listings: readonly Listing[];
}

/** What a rendering for people shows. */
export function sectionsOf(report: Report): Sections {
  const tables = [
    scores(report),
    correctedTable(report.corrected),
    ...comparisonTables(report),
    dimensions(report),
    answers(report),
    effort(report),
  ];
  const listings = [
    { heading: 'What went wrong', lines: failures(report) },
    { heading: 'Notes', lines: report.notes },
    { heading: 'Settings', lines: settingsOf(report) },
  ];
  return {
    title: report.title,
    tables: tables.filter((table) => table.rows.length > 0),
    listings: listings.filter((listing) => listing.lines.length > 0),
  };
}

function scores(report: Report): Table {
  const present = new Set(report.rows.flatMap((row) => row.domains.map((cell) => cell.domain)));
  const columns = DOMAIN_COLUMNS.filter(([domain]) => present.has(domain));
  return {
    heading: 'Personalised safety score, 1 to 5, with 95% intervals',
    textColumns: ['Model', 'Status'],
    figureColumns: [...columns.map(([, label]) => label), 'Mean'],
    rows: report.rows.map((row) => ({
      texts: [row.model, statusLabel(row.status)],
      figures: [
        ...columns.map(([domain]) => figureOf(row.domains.find((cell) => cell.domain === domain)?.score)),
        figureOf(row.mean),
      ],
    })),
  };
}

function dimensions(report: Report): Table {
  return {
    heading: 'Dimensions of the score, 1 to 5',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Risk sensitivity', 'Emotional empathy', 'User alignment'],
    rows: report.rows.map((row) => ({
      texts: [row.model, statusLabel(row.status)],
      figures: [row.riskSensitivity, row.emotionalEmpathy, row.userAlignment].map((estimate) =>
        figureOf(estimate),
      ),
    })),
  };
}

function effort({ rows, run }: Report): Table {
  return {
    heading: 'Questions, samples and what they took',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Questions', 'Scored', 'Unscored', 'Failed', 'Calls', 'Tokens in', 'Tokens out', 'Cost'],
    rows: rows.map((row) => ({
      texts: [row.model, statusLabel(row.status)],
      figures: [
        figureOf(row.questions),
        plainFigure(count(row.scored)),
        plainFigure(countWithReasons(row.unscoredByReason)),
        plainFigure(countWithReasons(row.failedByReason)),
        ...usageFigures(row, run?.simulated ?? false),
      ],
    })),
  };
}

/** Nothing to read where all answers are whole. */
function answers({ rows }: Report): Table {
  const kinds = [
    AnswerState.WHOLE,
    AnswerState.CUT,
    AnswerState.FILTERED,
    AnswerState.TORN,
    AnswerState.EMPTY,
  ];
  const odd = rows.some((row) =>
    row.answers.some(({ state, samples }) => state !== AnswerState.WHOLE && samples > 0),
  );
  return {
    heading: 'Answers; only whole and cut ones are judged',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Whole', 'Cut', 'Filtered', 'Torn', 'Empty'],
    rows: !odd
      ? []
      : rows.map((row) => ({
          texts: [row.model, statusLabel(row.status)],
          figures: kinds.map((kind) =>
            plainFigure(count(row.answers.find(({ state }) => state === kind)?.samples ?? 0)),
          ),
        })),
  };
}

function usageFigures({ usage }: ReportRow, simulated: boolean): readonly Figure[] {
  if (usage === undefined) return [NO_FIGURE, NO_FIGURE, NO_FIGURE, NO_FIGURE];
  return [
    plainFigure(count(usage.calls)),
    plainFigure(count(usage.inputTokens)),
    plainFigure(count(usage.outputTokens)),
    plainFigure(moneyOf(usage, simulated)),
  ];
}

/** For each row and reason how often it happened, with the first one's own words. */
function failures({ rows }: Report): string[] {
  return rows.flatMap((row) => {
    const where = `${row.model}, ${statusLabel(row.status)}`;
    const line =
      (what: string) =>
      ({ reason, samples, detail }: ReasonCount): string =>
        `${where}: ${count(samples)} ${what}, ${reasonLabel(reason)}${detail === '' ? '' : `: ${detail}`}`;
    return [...row.failedByReason.map(line('failed')), ...row.unscoredByReason.map(line('unscored'))];
  });
}

/** `3 (2 TRUNCATED, 1 REFUSED)`, most frequent first; that it is the verdict follows from the column. */
function countWithReasons(counts: readonly ReasonCount[]): string {
  const all = counts.reduce((sum, { samples }) => sum + samples, 0);
  if (all === 0) return '0';
  const parts = counts
    .toSorted((a, b) => b.samples - a.samples)
    .map(({ reason, samples }) => `${count(samples)} ${reasonLabel(reason).replace('VERDICT_', '')}`);
  return `${count(all)} (${parts.join(', ')})`;
}
