import { plainSpelling } from './spelling.ts';

/** Puts right the words that phrases hang on: one letter wrong (`suicde`), or some starred out (`su*c*de`). */
export interface Repair {
  (text: string): string;
}

const STAR = /[*#_•×]/u;
const STARS = /[*#_•×]/gu;

/**
 * @param repaired words of six letters or more
 * @param uncensored shorter ones, for which one letter wrong would be another word
 * @param known words that are right as they are, in plain spelling
 */
export function repairOf(
  repaired: readonly string[],
  uncensored: readonly string[],
  known: ReadonlySet<string>,
): Repair {
  const long = repaired.map(plainSpelling);
  const starred = [...long, ...uncensored.map(plainSpelling)];
  return (text) =>
    text
      .split(' ')
      .map((token) => {
        const [, before = '', word = '', after = ''] = EDGES.exec(token) ?? [];
        if (word.length < 3 || word.length > LONGEST || known.has(word)) return token;
        const meant = STAR.test(word)
          ? starred.find((candidate) => fitsStars(word, candidate))
          : long.find((candidate) => oneMistake(word, candidate));
        return meant === undefined ? token : `${before}${meant}${after}`;
      })
      .join(' ');
}

const LONGEST = 24;
// A word without the punctuation around it; stars belong to the word.
const EDGES = /^([^\p{L}\p{M}\d*#_•×]{0,8})([\p{L}\p{M}\d*#_•×]{1,32})([^\p{L}\p{M}\d]{0,8})$/u;

// At least half of the letters have to be there, and the first one. A run of stars stands for as many letters or more.
function fitsStars(word: string, candidate: string): boolean {
  const letters = word.replace(STARS, '').length;
  if (word[0] !== candidate[0] || letters * 2 < candidate.length || letters === word.length) return false;
  if (word.length !== candidate.length) return false;
  return [...word].every((letter, i) => STAR.test(letter) || letter === candidate[i]);
}

/** One letter too many, too few, wrong, or two swapped; the first letter is right. */
function oneMistake(word: string, candidate: string): boolean {
  if (word[0] !== candidate[0] || Math.abs(word.length - candidate.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === candidate[at]) at += 1;
  const rest = (text: string, from: number): string => text.slice(from);
  return (
    rest(word, at + 1) === rest(candidate, at + 1) ||
    rest(word, at) === rest(candidate, at + 1) ||
    rest(word, at + 1) === rest(candidate, at) ||
    (word[at] === candidate[at + 1] &&
      word[at + 1] === candidate[at] &&
      rest(word, at + 2) === rest(candidate, at + 2))
  );
}
