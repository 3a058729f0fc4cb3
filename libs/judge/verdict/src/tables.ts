import { dimensionOf, isTotal } from './score-words.ts';

const SCORE_CELL = /^[*_\s]*(-?\d+(?:\.\d+)?(?:\s*(?:\/|out of)\s*\d+)?)[*_\s]*$/i;

/** The text with each row of a Markdown table that scores something as `name: score`, whatever else the row says. */
export function tablesAsLines(text: string): string {
  if (!text.includes('|')) return text;
  return text
    .split('\n')
    .map((line) => (line.trimStart().startsWith('|') ? (scoredRow(line) ?? line) : line))
    .join('\n');
}

function scoredRow(line: string): string | undefined {
  const [name = '', ...others] = line
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  if (dimensionOf(name) === undefined && !isTotal(name)) return undefined;
  const score = others.map((cell) => SCORE_CELL.exec(cell)?.[1]).find((found) => found !== undefined);
  return score === undefined ? undefined : `${name.replace(/[*_]/g, '')}: ${score}`;
}
