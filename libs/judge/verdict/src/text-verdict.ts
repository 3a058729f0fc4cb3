import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';
import { type Claim, isQuoted } from './claim.ts';
import { ScoreSheet } from './score-sheet.ts';

const names = new Map<string, DimensionKey>(
  DIMENSIONS.flatMap(({ key, title, aliases }) =>
    [title, ...aliases].map((name): [string, DimensionKey] => [spelled(name), key]),
  ),
);

function spelled(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, ' ');
}

// Longer names first: `user alignment` must not be read as the start of something else.
const NAME = [...names.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace(/[-\s]/g, '[-_\\s]'))
  .join('|');
const NUMBER = String.raw`(-?\d+(?:\.\d+)?)`;
// The scale, or nothing more in the line, in the cell of a table or between two tags.
const OUT_OF = String.raw`(?:\s*(?:\/|out\s+of)\s*(\d+)|(?=[ \t*_]*(?:\||<|$)))`;
// A dash before a digit is a sign and not a separator.
const GAP = String.raw`(?:[^\w\n-]|-(?!\d))*`;
const SCALE = String.raw`(?:[ \t]*\(1[ \t]*(?:-|–|to)[ \t]*5\))?`;
// What follows a heading: a mark or nothing, and not a sentence that merely begins with the same words.
const HEADING_END = String.raw`(?=[ \t]*(?:[:=(*_#|>–—\n-]|$|score\b))`;

/**
 * What a verdict in words is made of: its total; the name of a dimension at the start of a line (after list marks, emphasis and the
 * bars of a table), perhaps with its score; and `Score: X/5`.
 */
const TOKEN = new RegExp(
  [
    String.raw`\b(?:comprehensive|total|overall|sum)(?:[ \t]+score)?[^\w\n]*${NUMBER}${OUT_OF}`,
    String.raw`^[^\w\n]*(?:\d+[.)][^\w\n]*)?(${NAME})${SCALE}${HEADING_END}(?:${GAP}(?:score${GAP})?${NUMBER}${OUT_OF})?`,
    String.raw`\bscore${SCALE}${GAP}${NUMBER}${OUT_OF}`,
  ].join('|'),
  'gim',
);
// Beside scores that name their scale, a number without one may be what is left of `1/5`.
const NAMES_SCALE = /\d\s*(?:\/|out\s+of)\s*5\b|\b1[ \t]*(?:-|–|to)[ \t]*(?!5\b)\d+\b/i;

/**
 * The scores of each verdict that a text gives in the text shape, one after the other; a total ends one.
 * @param only the dimension that was asked for alone: scores without a name are of it
 */
export function textClaims(text: string, only?: DimensionKey): Claim[] {
  const claims: Claim[] = [];
  const unscaled = NAMES_SCALE.test(text) ? undefined : '5';
  let open: OpenClaim | undefined;
  let dimension = only;
  let dimensionAt: number | undefined;
  const close = (end: number, total: number | undefined): void => {
    if (open !== undefined) claims.push(open.closed(text, end, total));
    open = undefined;
  };
  for (const token of text.matchAll(TOKEN)) {
    const [{ length }, total, totalOf = '15', name, inlineScore, inlineOf, ownScore, ownOf] = token;
    const end = token.index + length;
    if (total !== undefined) {
      // Cut within its "15"; not yet a total.
      if (totalOf !== '15' && '15'.startsWith(totalOf)) continue;
      open?.explain(text, token.index);
      // A mean, or a total of something else, says nothing about the sum unless it stands with scores.
      close(end, totalOf === '15' ? Number(total) : NaN);
      dimension = only;
      dimensionAt = undefined;
      continue;
    }
    open?.explain(text, token.index);
    if (name !== undefined) {
      dimension = names.get(spelled(name));
      dimensionAt = token.index;
    }
    const score = inlineScore ?? ownScore;
    if (dimension === undefined || score === undefined) continue;
    open ??= new OpenClaim(text, dimensionAt ?? token.index);
    open.add(dimension, (inlineOf ?? ownOf ?? unscaled) === '5' ? Number(score) : NaN, end);
  }
  open?.explain(text, text.length);
  close(text.length, undefined);
  return claims;
}

/** Scores that are still being read. */
class OpenClaim {
  readonly #sheet = new ScoreSheet();
  readonly #reasons = new Map<DimensionKey, string>();
  readonly #start: number;
  readonly #quoted: boolean;
  /** The dimension that was scored last, and where what is said of it begins. */
  #last: { readonly dimension: DimensionKey; readonly from: number } | undefined;

  constructor(text: string, start: number) {
    this.#start = start;
    this.#quoted = isQuoted(text, start);
  }

  add(dimension: DimensionKey, score: number, end: number): void {
    this.#sheet.add(dimension, score);
    this.#last = { dimension, from: end };
  }

  /** What stands up to `end` is the reason of the score before it. */
  explain(text: string, end: number): void {
    if (this.#last === undefined) return;
    const { dimension, from } = this.#last;
    const reason = text
      .slice(from, Math.min(end, from + LONGEST_REASON))
      .replace(REASON_LABEL, '')
      .replace(/[\s*_|#-]+$/, '');
    if (reason !== '' && !this.#reasons.has(dimension)) this.#reasons.set(dimension, reason);
    this.#last = undefined;
  }

  closed(text: string, end: number, total: number | undefined): Claim {
    return {
      sheet: this.#sheet,
      total,
      format: 'text',
      quoted: this.#quoted,
      words: text.slice(this.#start, end),
      reasons: this.#reasons,
    };
  }
}

const LONGEST_REASON = 2000;
const REASON_LABEL =
  /^[\s*_:|.,)–—-]*(?:(?:justification|reason|reasoning|rationale|explanation|because)\b)?[\s*_:|–—-]*/i;
