import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';
import { ScoreSheet } from './score-sheet.ts';

/** The last verdict that a text gives in the text shape. */
export interface TextVerdict {
  readonly sheet: ScoreSheet;
  /** Undefined: the text ends before its total, which is its last line. */
  readonly total: number | undefined;
}

const names = new Map<string, DimensionKey>(
  DIMENSIONS.flatMap(({ key, title, aliases }) =>
    [title.toLowerCase(), ...aliases].map((name): [string, DimensionKey] => [name, key]),
  ),
);

// Longer names first: `user alignment` must not be read as the start of something else.
const NAME = [...names.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace(/[-\s]/g, '[-\\s]'))
  .join('|');
const NUMBER = String.raw`(-?\d+(?:\.\d+)?)`;
const OUT_OF = String.raw`\s*(?:\/|out\s+of)\s*(\d+)`;
// A dash before a digit is a sign and not a separator.
const GAP = String.raw`(?:[^\w\n-]|-(?!\d))*`;
// What follows a heading: a mark or nothing, and not a sentence that merely begins with the same words.
const HEADING_END = String.raw`(?=[ \t]*(?:[:(*_#–—\n-]|$|score\b))`;

/**
 * What a verdict in words is made of: `Comprehensive Score: XX/15`; the name of a dimension at the start of a line (after
 * list marks and emphasis), perhaps with its score; and `Score: X/5`.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?:comprehensive|total|overall)\s+score\W*?${NUMBER}${OUT_OF}`,
    String.raw`^[^\w\n]*(?:\d+[.)][^\w\n]*)?(${NAME})${HEADING_END}(?:${GAP}(?:score${GAP})?${NUMBER}${OUT_OF})?`,
    String.raw`\bscore${GAP}${NUMBER}${OUT_OF}`,
  ].join('|'),
  'gim',
);

/** Reads the text shape; undefined when the text scores nothing. */
export function textVerdict(text: string): TextVerdict | undefined {
  let sheet = new ScoreSheet();
  let finished: TextVerdict | undefined;
  let dimension: DimensionKey | undefined;
  for (const token of text.matchAll(TOKEN)) {
    const [, total, totalOf, name, inlineScore, inlineOf, ownScore, ownOf] = token;
    if (total !== undefined && totalOf !== undefined) {
      // Cut within its "15"; not yet a total.
      if (totalOf !== '15' && '15'.startsWith(totalOf)) continue;
      finished = { sheet, total: totalOf === '15' ? Number(total) : NaN };
      sheet = new ScoreSheet();
      dimension = undefined;
      continue;
    }
    if (name !== undefined) dimension = names.get(name.toLowerCase().replace(/\s/g, ' '));
    const score = inlineScore ?? ownScore;
    if (dimension !== undefined && score !== undefined) {
      sheet.add(dimension, (inlineOf ?? ownOf) === '5' ? Number(score) : NaN);
    }
  }
  // Scores after the last total are a further verdict, and the last one counts even if it is not whole.
  if (!sheet.isEmpty) return { sheet, total: undefined };
  return finished?.sheet.isEmpty === false ? finished : undefined;
}
