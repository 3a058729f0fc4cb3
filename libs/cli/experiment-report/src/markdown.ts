import { cardAsMarkdown } from '@rookery/cli-data-card';
import { tableOf } from '@rookery/cli-figures';
import type { Exhibit, ExperimentResult } from '@rookery/shared-contracts';
import { dataNote } from './data.ts';
import { figureOf } from './figure-of.ts';
import type { ExperimentReport } from './page.ts';

/** All tables, then the data. */
export function reportAsMarkdown({ experiment, results, card }: ExperimentReport): string {
  return [
    ...results.map(resultAsMarkdown),
    `# Data\n\n${dataNote(experiment, card)}\n`,
    ...(card === undefined ? [] : [cardAsMarkdown(card)]),
  ].join('\n');
}

/** The tables of a result as Markdown, which reads well in a terminal too. */
export function resultAsMarkdown({ experiment, title, paper, exhibits, notes }: ExperimentResult): string {
  return [
    `# ${experiment}${paper === '' ? '' : ` (${paper})`}`,
    title,
    ...exhibits.map(exhibitAsMarkdown),
    notes.map((note) => `- ${note}`).join('\n'),
    '',
  ].join('\n\n');
}

function exhibitAsMarkdown(exhibit: Exhibit): string {
  const { head, rows } = tableOf(figureOf(exhibit));
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`)).join(' | ')} |`;
  return [`**${exhibit.title}** (${exhibit.yLabel})`, '', line(head), rule, ...rows.map(line)].join('\n');
}
