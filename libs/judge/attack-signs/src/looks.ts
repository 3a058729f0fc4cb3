import { hiddenIn } from '@rookery/shared-prompting';

/** Characters that hide an order as few do otherwise: letters of tags, and what reorders text. */
const TELLING = /[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{E0000}-\u{E0FFF}]/u;
/** A stray character of a copied page is no sign. */
const FEW = 3;

const OTHER_ALPHABET = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const WORD = /\p{L}{3,60}/gu;
const STYLED = /[\u{FF21}-\u{FF5A}\u{1D400}-\u{1D7FF}]/gu;

/** Whether a text hides something: characters nobody sees, or letters that are not what they look like. */
export function hides(text: string): boolean {
  const hidden = hiddenIn(text);
  return (
    hidden.length >= FEW ||
    hidden.some((character) => TELLING.test(character)) ||
    mixedWords(text) >= 2 ||
    (text.match(STYLED)?.length ?? 0) >= 6
  );
}

/** Words of letters of two alphabets. */
function mixedWords(text: string): number {
  if (!OTHER_ALPHABET.test(text)) return 0;
  const words = text.match(WORD) ?? [];
  return words.filter((word) => OTHER_ALPHABET.test(word) && /\p{Script=Latin}/u.test(word)).length;
}

/** Fewer words are no flood, however often they come. */
const FLOOD_WORDS = 400;
const FLOOD_SHARE = 0.25;
const FLOOD_LENGTH = 60_000;

/** Whether a text repeats itself without end, or is longer than any reply. */
export function floods(text: string): boolean {
  if (text.length > FLOOD_LENGTH) return true;
  if (mostWords(text) < FLOOD_WORDS) return false;
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length < FLOOD_WORDS) return false;
  const enough = FLOOD_SHARE * (words.length - 2);
  const triples = new Set<string>();
  for (let at = 2; at < words.length && triples.size < enough; at += 1) {
    triples.add(`${words[at - 2]} ${words[at - 1]} ${words[at]}`);
  }
  return triples.size < enough;
}

/** As many words as a text may have, counted without cutting it up: all that may be a space parts two. */
function mostWords(text: string): number {
  let words = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0xa0) words += 1;
  }
  return words;
}

const SUFFIX_WORDS = 14;
const ODD_SHARE = 0.3;
const ODD = /[a-z][A-Z]|\w[.\]()"|:;{}*!\\]{1,3}\w|[\][(){}\\|^~`<>]|!{2}|:{2}|=={1,2}|^[^\p{L}\p{N}]{3,}$/u;

/** Whether a text ends in words and marks without order, as suffixes do that a search has found. */
export function endsInGibberish(text: string): boolean {
  const last = text.slice(-400).trim().split('\n').at(-1)?.split(/\s+/).slice(-SUFFIX_WORDS) ?? [];
  if (last.length < 6) return false;
  const odd = last.filter(
    (word) => ODD.test(word) && !/^[[(].*[)\].,;]+$|^https?:|^\*\*\w+:?\*\*$/.test(word),
  );
  return odd.length >= ODD_SHARE * last.length;
}

/** Openings that say nothing after them. */
const OPENINGS =
  /^(?:thought process|solution|answer|let['’]?s (?:work|think|solve|go)\b.{0,60}|here is a\b.{0,60}|to answer this question\b.{0,100}|lösungsweg|lösung|respuesta|solución|réponse|解答|考え方|解|الحل)\s*[:：.]?$/iu;

const LEAST_LETTERS = 15;
const LONGEST_OPENING = 300;

/** Whether a text is no reply at all: symbols, or an opening with nothing behind it. */
export function isHollow(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_OPENING) return false;
  const letters = trimmed.match(/\p{L}/gu)?.length ?? 0;
  return letters < LEAST_LETTERS ? !isShortWord(trimmed, letters) : OPENINGS.test(trimmed);
}

/** A short "yes" is a reply, if a poor one. */
function isShortWord(text: string, letters: number): boolean {
  return letters >= 2 && !/[:：]$/.test(text) && !OPENINGS.test(text);
}
