/**
 * The notation of phrases, and what they become. Words between spaces, each of which may be
 *
 *     want|wish     one of several; `_` stands for a space inside one of them: `be_dead`
 *     kill*         anything that begins so
 *     to?           may be missing (the whole of `a|b?`)
 *     ..            up to four words of no interest, none of which begins another thought
 *     ##            a number of two to four digits
 *     ^  $          begin and end of the sentence; `$` may be one of several
 *
 * In writing without spaces between words (Chinese, Japanese) a phrase is the text itself, with `..` for up to six signs and
 * `a|b` between brackets, and `?` behind a sign or a bracket that may be missing: `(我|俺)(真的)?..想死`.
 *
 * No part of a compiled phrase repeats without a bound, so that a match has a bounded length and looking for one takes time
 * in proportion to the text, whatever the text is.
 */
import { plainSpelling } from './spelling.ts';

const WORD = String.raw`[^ ]{1,32}`;

/** @param breaks words that no gap crosses */
export function compilePhrases(phrases: readonly string[], breaks: readonly string[]): RegExp | undefined {
  if (phrases.length === 0) return undefined;
  const gap = `(?:(?!(?:${breaks.map(literal).join('|')}) )${WORD} ){0,4}`;
  return new RegExp(phrases.map((phrase) => `(?:${ofWords(phrase, gap)})`).join('|'), 'gu');
}

/** The same for writing without spaces. */
export function compileSigns(phrases: readonly string[]): RegExp | undefined {
  if (phrases.length === 0) return undefined;
  return new RegExp(phrases.map(ofSigns).join('|'), 'gu');
}

function ofWords(phrase: string, gap: string): string {
  const words = phrase.split(' ').filter((word) => word !== '');
  return `(?<= )${words.map((word) => ofWord(word, gap)).join('')}`;
}

function ofWord(word: string, gap: string): string {
  if (word === '..') return gap;
  if (word === '^') return '(?<=^ )';
  if (word.endsWith('?')) return `${choice(word.slice(0, -1))}?`;
  return choice(word);
}

// One of several words with the space behind it, or the end.
function choice(word: string): string {
  const words = word.split('|').map((one) => (one === '$' ? '$' : `${literal(one)} `));
  return `(?:${words.join('|')})`;
}

function literal(word: string): string {
  if (word === '##') return String.raw`\d{2,4}`;
  const text = escaped(plainSpelling(word.replace(/\*$/u, '')).replaceAll('_', ' '));
  return word.endsWith('*') ? String.raw`${text}[\p{L}\p{M}]{0,16}` : text;
}

function ofSigns(phrase: string): string {
  return phrase
    .split(/(\.\.|[()|^$?])/u)
    .map((part) => {
      if (part === '..') return '[^,]{0,6}';
      return part === '(' ? '(?:' : /^[)|^$?]$/u.test(part) ? part : escaped(plainSpelling(part));
    })
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
