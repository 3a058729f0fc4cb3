/**
 * What a message may be meant to say beneath its spelling: digits and signs for letters, letters of another alphabet that
 * look the same, letters set apart. Each is one more reading of the message beside the plain one, never instead of it.
 */

import { pairs, withoutRepeats } from './spelling.ts';

const LOOKALIKES: Readonly<Record<string, string>> = {
  ...pairs('аеорсухіѕјԁһкмтвнгӏ', 'aeopcyxisjdhkmtbhrl'),
  ...pairs('αοεικνρτυ', 'aoeikvptu'),
};

const SIGNS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '€': 'e',
  '!': 'i',
  '|': 'l',
};

const LATIN = /\p{Script=Latin}/u;
const LOOKALIKE_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const LOOKALIKE = new RegExp(`[${Object.keys(LOOKALIKES).join('')}]`, 'gu');
// A sign counts as a letter when it stands before one, or ends a word that a letter is in.
const SIGN_IN_WORD =
  /[013457@$€!|](?=\p{Script=Latin}|[013457@$€|]\p{Script=Latin})|(?<=\p{Script=Latin})[013457@$€|](?![\d.,])/gu;

/** The disguises seen through; the plain text is always the first. */
export function readingsOf(plain: string): string[] {
  const latin = LATIN.test(plain) && LOOKALIKE_SCRIPT.test(plain) ? [plain, asLatin(plain)] : [plain];
  const decoded = latin.flatMap((text) => [
    text,
    withSigns(text, SIGNS),
    withSigns(text, { ...SIGNS, '1': 'l' }),
  ]);
  const apart = decoded.flatMap((text) => [text, joinLetters(text)]);
  return [...new Set([plain, ...apart.map(withoutRepeats)])];
}

function asLatin(text: string): string {
  return text.replace(LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter);
}

function withSigns(text: string, signs: Readonly<Record<string, string>>): string {
  return text.replace(SIGN_IN_WORD, (sign) => signs[sign] ?? sign);
}

const SINGLE_LETTER = /^\p{L}$/u;
const DOTTED_WORD = /^\p{L}(?:[.\-_*]\p{L}){2,}$/u;

// `k i l l   m y s e l f`, `k.i.l.l`: three single letters or more in a row are one word; wider gaps end it. Without wider
// gaps the words run together, and phrases list the usual ones in that form too.
function joinLetters(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .split(/\s{2,}/u)
        .map((part) => joinRuns(part.split(/\s/u)))
        .join(' '),
    )
    .join('\n');
}

function joinRuns(words: readonly string[]): string {
  const joined: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    joined.push(...(run.length >= 3 ? [run.join('')] : run));
    run = [];
  };
  for (const word of words) {
    if (SINGLE_LETTER.test(word)) {
      run.push(word);
      continue;
    }
    flush();
    joined.push(DOTTED_WORD.test(word) ? word.replace(/[.\-_*]/gu, '') : word);
  }
  flush();
  return joined.join(' ');
}
