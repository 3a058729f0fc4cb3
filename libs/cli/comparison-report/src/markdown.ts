import type { ComparisonResult } from '@rookery/shared-contracts';
import { titleOf } from './cell-title.ts';
import type { ResultTable } from './result-table.ts';
import { tablesOf } from './tables.ts';
import { wordsOf } from './words.ts';

/** The tables of a result as Markdown. */
export function comparisonAsMarkdown(result: ComparisonResult): string {
  const title = titleOf(result);
  const lessons = result.cells
    .filter((cell) => cell.lessons.length > 0)
    .map((cell) => `- ${cell.label}: ${cell.lessons[0] ?? ''} ${weightsOf(cell.modelWeights)}`);
  return [
    `# ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    wordsOf(result)
      .map((line) => `- ${escaped(line)}`)
      .join('\n'),
    ...tablesOf(result).map(asMarkdown),
    ...(lessons.length === 0
      ? []
      : [`What the first library of each stream taught:\n\n${lessons.join('\n')}`]),
    result.notes.map((note) => `- ${note}`).join('\n'),
    '',
  ].join('\n\n');
}

/** Mean weights of a library's models in words. */
export function weightsOf([library = 0, widened = 0, handSet = 0]: readonly number[]): string {
  const percent = (share: number): string => `${Math.round(100 * share)}%`;
  return `Weights at the end: library ${percent(library)}, widened ${percent(widened)}, hand-set ${percent(handSet)}.`;
}

function asMarkdown({ title, head, rows, note }: ResultTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  const below = note === undefined ? [] : ['', escaped(note)];
  return [
    `**${escaped(title)}**`,
    '',
    line(head),
    `| ${rule.join(' | ')} |`,
    ...rows.map(line),
    ...below,
  ].join('\n');
}

/** What would end a cell or begin markup, taken literally. */
function escaped(text: string): string {
  return text.replaceAll(/[\\|*_`<[]/g, (character) => `\\${character}`);
}
