import type { DataCard } from '@rookery/shared-contracts';
import { cardTables, type CardTable } from './tables.ts';

/** A data card as Markdown. */
export function cardAsMarkdown(card: DataCard): string {
  return [
    `# ${card.name.replace('dataSets/', '')}`,
    'Counted from the rows by Rookery. Scenarios may deal with distress and self-harm.',
    ...cardTables(card).flatMap(({ heading, note, ...table }) => [
      ...(heading === '' ? [] : [`## ${heading}`]),
      ...(note === '' ? [] : [note]),
      tableAsMarkdown(table),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function tableAsMarkdown({ head, rows }: Pick<CardTable, 'head' | 'rows'>): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
