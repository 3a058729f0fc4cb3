import type { Report } from '@rookery/shared-contracts';
import { sectionsOf, type Table } from './sections.ts';

/** The report as GitHub-flavoured Markdown, every interval shown. */
export function reportAsMarkdown(report: Report): string {
  const { title, tables, listings } = sectionsOf(report);
  const parts = [
    `# ${escaped(title)}`,
    ...tables.map((table) => `## ${table.heading}\n\n${markdownTable(table)}`),
    ...listings.map(
      ({ heading, lines }) => `## ${heading}\n\n${lines.map((line) => `- ${escaped(line)}`).join('\n')}`,
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function markdownTable(table: Table): string {
  const head = [...table.textColumns, ...table.figureColumns];
  const rule = [...table.textColumns.map(() => '---'), ...table.figureColumns.map(() => '---:')];
  const rows = table.rows.map((row) => [
    ...row.texts,
    ...row.figures.map(({ value, margin }) => (margin === '' ? value : `${value} ${margin}`)),
  ]);
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

/** Names of models come from outside: they may not break out of a cell, a line or into markup. */
function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\|`*_<>[\]]/g, '\\$&');
}
