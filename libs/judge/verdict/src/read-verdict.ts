import type { Claim } from './claim.ts';
import { isRefusal } from './refusal.ts';
import { ScoreSheet } from './score-sheet.ts';
import { structuredClaims } from './structured-verdict.ts';
import { tablesAsLines } from './tables.ts';
import { textClaims } from './text-verdict.ts';
import { unscored, type VerdictReading } from './verdict-reading.ts';
import { writtenValuesIn } from './written-values.ts';

/** How the judge's answer ended: it was done, it was cut, its limit was spent before it wrote a word, or a filter stopped it. */
export type Ending = 'done' | 'cut' | 'spent' | 'filtered';

const ENDED: Readonly<Record<Exclude<Ending, 'done'>, VerdictReading>> = {
  // A cut answer may happen to hold three numbers; they may be a draft of what it was about to say.
  cut: unscored('truncated'),
  spent: unscored('limit_spent_thinking'),
  filtered: unscored('filtered'),
};

/**
 * Reads a judge's answer, from which thoughts were taken where it was received: structured output first, then the text shape of the
 * paper (`Score: X/5` for each dimension, `Comprehensive Score: XX/15` at the end). All scores that stand in it have to agree: two
 * that differ are a contradiction, whoever wrote the second, and scores that are only quoted are none. Kind to shapes, strict about
 * values. Pure, linear in the text, and never throws. What is cut, out of range, contradictory, refused or not there gives no score
 * but a reason.
 */
export function readVerdict(answer: string, ending: Ending): VerdictReading {
  if (ending !== 'done') return ENDED[ending];
  const text = plain(answer);
  const written = writtenValuesIn(text);
  if (written.unclosed) return unscored('truncated');
  const claims = [...pieced(structuredClaims(written, text)), ...textClaims(tablesAsLines(written.rest))];
  const own = claims.filter(({ quoted }) => !quoted);
  const [verdict] = own.filter(({ sheet }) => sheet.isComplete).concat(own);
  if (verdict === undefined)
    return unscored(claims.length === 0 && isRefusal(text) ? 'refused' : 'unreadable');
  const reading = verdict.sheet.reading(verdict.format, statedTotal(own, verdict));
  const differs = claims.some(({ sheet }) => sheet.differsFrom(verdict.sheet));
  return reading.scored && (differs || otherTriple(written.rest, reading.scores))
    ? unscored('contradictory')
    : reading;
}

/** What was written, out of the string that it may be wrapped in, with digits, slash and colon of full width as plain ones. */
function plain(answer: string): string {
  return unwrapped(answer).replace(/[\uff0f-\uff1a]/g, (sign) =>
    String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
  );
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
  return [{ sheet, total, format: 'structured', quoted: false }, ...claims.filter(({ quoted }) => quoted)];
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
