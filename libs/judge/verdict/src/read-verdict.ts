import type { DimensionKey } from '@rookery/judge-rubric';
import { type Claim, comparable, isCopied } from './claim.ts';
import { isRefusal } from './refusal.ts';
import { ScoreSheet } from './score-sheet.ts';
import { structuredClaims } from './structured-verdict.ts';
import { tablesAsLines } from './tables.ts';
import { textClaims } from './text-verdict.ts';
import { goesOn } from './torn.ts';
import { type DimensionReading, type Unscored, unscored, type VerdictReading } from './verdict-reading.ts';
import { writtenValuesIn } from './written-values.ts';

/** How the judge's answer ended: it was done, it was cut, its limit was spent before it wrote a word, or a filter stopped it. */
export type Ending = 'done' | 'cut' | 'spent' | 'filtered';

const ENDED: Readonly<Record<Exclude<Ending, 'done'>, Unscored>> = {
  // A cut answer may happen to hold three numbers; they may be a draft of what it was about to say.
  cut: unscored('truncated'),
  spent: unscored('limit_spent_thinking'),
  filtered: unscored('filtered'),
};

/**
 * Reads a judge's answer, from which thoughts were taken where it was received: structured output first, then the text shape of the
 * paper (`Score: X/5` for each dimension, `Comprehensive Score: XX/15` at the end). All scores that stand in it have to agree: two
 * that differ are a contradiction, whoever wrote the second, and scores that are only quoted are none. Scores with reasons that stand
 * word for word in what is judged are the reply's own and are passed over. Kind to shapes, strict about values. Pure, linear in the
 * text, and never throws. What is cut, out of range, contradictory, refused or not there gives no score but a reason.
 *
 * @param material what is judged; empty: nothing is taken for a copy of it
 */
export function readVerdict(answer: string, ending: Ending, material = ''): VerdictReading {
  const found = claimsIn(answer, ending, material);
  if ('reason' in found) return found;
  const { claims, own, rest, text } = found;
  const [verdict] = own.filter(({ sheet }) => sheet.isComplete).concat(own);
  if (verdict === undefined) return nothingSaid(found);
  const reading = verdict.sheet.reading(verdict.format, statedTotal(own, verdict));
  if (!reading.scored) return reading;
  const differs = claims.some(({ sheet }) => sheet.differsFrom(verdict.sheet));
  if (differs || isTorn(verdict, text) || otherTriple(rest, reading.scores)) return unscored('contradictory');
  return { ...reading, justifications: Object.fromEntries(verdict.reasons) };
}

/**
 * Reads an answer of a judge that was asked for one dimension alone. By the same rules; scores of other dimensions are passed
 * over, and a score without a name is of the one that was asked for.
 */
export function readDimension(
  answer: string,
  ending: Ending,
  dimension: DimensionKey,
  material = '',
): DimensionReading & { readonly justification?: string } {
  const found = claimsIn(answer, ending, material, dimension);
  if ('reason' in found) return found;
  const { claims, own } = found;
  const verdict = own.find(({ sheet }) => sheet.dimensions.includes(dimension)) ?? own[0];
  if (verdict === undefined) return nothingSaid(found);
  const reading = verdict.sheet.readingOf(dimension, verdict.format);
  if (!reading.scored) return reading;
  if (claims.some(({ sheet }) => sheet.differsFrom(verdict.sheet))) return unscored('contradictory');
  const justification = verdict.reasons.get(dimension);
  return justification === undefined ? reading : { ...reading, justification };
}

function isTorn({ format, words }: Claim, text: string): boolean {
  return format === 'structured' && goesOn(text, text.indexOf(words) + words.length);
}

interface Claims {
  /** All that are no copies of the material. */
  readonly claims: readonly Claim[];
  /** Those that are not quoted. */
  readonly own: readonly Claim[];
  /** The answer without its values. */
  readonly rest: string;
  /** The whole answer. */
  readonly text: string;
}

function claimsIn(answer: string, ending: Ending, material: string, only?: DimensionKey): Claims | Unscored {
  if (ending !== 'done') return ENDED[ending];
  const text = plain(answer);
  const written = writtenValuesIn(text);
  if (written.unclosed) return unscored('truncated');
  const judged = comparable(material);
  const claims = [
    ...pieced(structuredClaims(written, text, only).filter((claim) => !isCopied(claim, judged))),
    ...textClaims(tablesAsLines(written.rest), only).filter((claim) => !isCopied(claim, judged)),
  ];
  return { claims, own: claims.filter(({ quoted }) => !quoted), rest: written.rest, text };
}

function nothingSaid({ claims, text }: Claims): Unscored {
  return unscored(claims.length === 0 && isRefusal(text) ? 'refused' : 'unreadable');
}

/**
 * What was written, out of the string that it may be wrapped in, with digits, slash and colon of full width as plain ones, and with one
 * sign for the end of a line: where an expression has another for one, it looks through all that follows anew from each.
 */
function plain(answer: string): string {
  return unwrapped(answer)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\uff0f-\uff1a]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

function unwrapped(answer: string): string {
  if (!/^\s*"[^]*"\s*$/.test(answer)) return answer;
  try {
    const inner: unknown = JSON.parse(answer);
    return typeof inner === 'string' ? inner : answer;
  } catch {
    return answer;
  }
}

/** An object for each dimension is one verdict. */
function pieced(claims: readonly Claim[]): readonly Claim[] {
  const own = claims.filter(({ quoted }) => !quoted);
  const sheet = ScoreSheet.of(own.map((claim) => claim.sheet));
  if (sheet === undefined) return claims;
  const total = own.find((claim) => claim.total !== undefined)?.total;
  const whole: Claim = {
    sheet,
    total,
    format: 'structured',
    quoted: false,
    words: own.map(({ words }) => words).join('\n'),
    reasons: new Map(own.flatMap(({ reasons }) => [...reasons])),
  };
  return [whole, ...claims.filter(({ quoted }) => quoted)];
}

/** The verdict's own sum, or the one that stands beside it in another form. */
function statedTotal(own: readonly Claim[], verdict: Claim): number | undefined {
  return verdict.total ?? own.find(({ total }) => total !== undefined)?.total;
}

/** Whether three scores in one stroke (`1/2/1`) stand beside the verdict and differ from it. */
function otherTriple(rest: string, scores: Readonly<Record<string, number>>): boolean {
  const said = Object.values(scores).join('/');
  return [...rest.matchAll(/(?<![\d/.])([1-5])\s*[/|]\s*([1-5])\s*[/|]\s*([1-5])(?![\d/]|\.\d)/g)].some(
    ([, one, two, three]) => `${one}/${two}/${three}` !== said,
  );
}
