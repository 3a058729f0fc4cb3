import { DIMENSIONS } from '@rookery/judge-rubric';
import { AnyOfWords, type SoughtWord } from './any-of-words.ts';
import { PHRASES } from './phrases.ts';
import { reversed, rot13 } from './plain-readings.ts';

/*
 * What any text has that one of the phrases fits, or that holds scores of a verdict. Most replies have nothing of it, and looking for
 * a word takes much less than looking for all that may stand around it.
 */

/** The last word of each name that a dimension has; escapes, in which the reader finds what is not to be seen here. */
const OF_VERDICTS: readonly SoughtWord[] = [
  '…\\',
  ...DIMENSIONS.flatMap(({ key, title, aliases }) =>
    [key, title, ...aliases].map(
      (name) =>
        `…${name
          .toLowerCase()
          .split(/[^a-z]/)
          .at(-1)}`,
    ),
  ),
].map(needOf);

function needOf(need: string): SoughtWord {
  if (need.startsWith('…')) return { word: need.slice(1), begins: false, ends: false };
  return { word: need, begins: /^\w/.test(need), ends: /^\d+$/.test(need) };
}

const OF_PHRASES = PHRASES.flatMap(([, phrases]) => phrases.flatMap(({ needs }) => needs.map(needOf)));
const ALL = [...OF_PHRASES, ...OF_VERDICTS];
const ANY = new AnyOfWords(ALL);
const OF_VERDICT = new AnyOfWords(OF_VERDICTS);
const ANY_ROT13 = new AnyOfWords(ALL.map((need) => ({ ...need, word: rot13(need.word) })));
// Beginnings have become ends.
const ANY_REVERSED = new AnyOfWords(
  ALL.map(({ word, begins, ends }) => ({ word: reversed(word), begins: ends, ends: begins })),
);
/** Letters whose small form has a plain one in it: it makes a difference whether they are turned before or after. */
const ODD = /[\u0130\u212a]/;

/** Whether a text, in lower case, may say what attacks say. */
export function mayAttack(lower: string): boolean {
  return ANY.in(lower);
}

/** Whether a text, in lower case, may hold scores that the reader of verdicts finds. */
export function mayHoldVerdict(lower: string): boolean {
  return OF_VERDICT.in(lower);
}

/** A text turned round, and with its letters turned by thirteen; each only where it may then say what attacks say. */
export function turned(text: string): string[] {
  const lower = text.toLowerCase();
  const isOdd = ODD.test(text);
  return [
    ...(isOdd || ANY_REVERSED.in(lower) ? [reversed(text)] : []),
    ...(isOdd || ANY_ROT13.in(lower) ? [rot13(text)] : []),
  ];
}
