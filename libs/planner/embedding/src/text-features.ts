/** A word or a piece of one, and how much it counts. */
export interface TextFeature {
  readonly name: string;
  readonly weight: number;
}

/** Letters of a piece: long enough to mean something, short enough that "divorced" and "divorce" share most of theirs. */
const PIECE = 4;

/**
 * What common words weigh. There is no collection here to count documents in, so the most frequent English words stand
 * for a low inverse document frequency; in other languages every word counts alike.
 */
const COMMON_WEIGHT = 0.1;
const COMMON = new Set(
  (
    'a about after again all also am an and any are as at be because been before being but by can could did do does ' +
    'doing for from get got had has have having he her him his how i if in into is it its just like me more most my ' +
    'no not now of on or other our out over really should so some such than that the their them then there these they ' +
    'this to too up us very was we were what when where which who why will with would you your'
  ).split(' '),
);

/**
 * Words (NFKC, lower case) and their pieces. A word weighs 1 + ln(occurrences), less when it is common; its pieces
 * together weigh (as a vector) what the word does. Texts that are written without spaces are found by their pieces.
 */
export function textFeatures(text: string): TextFeature[] {
  const counts = new Map<string, number>();
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const features: TextFeature[] = [];
  for (const [word, count] of counts) {
    const weight = (1 + Math.log(count)) * (COMMON.has(word) ? COMMON_WEIGHT : 1);
    features.push({ name: `w${word}`, weight });
    const pieces = piecesOf(word);
    for (const piece of pieces)
      features.push({ name: `p${piece}`, weight: weight / Math.sqrt(pieces.length) });
  }
  return features;
}

/** All runs of four letters of the word between its two marks. */
function piecesOf(word: string): string[] {
  const marked = [...`<${word}>`];
  if (marked.length <= PIECE) return [marked.join('')];
  return Array.from({ length: marked.length - PIECE + 1 }, (_, start) =>
    marked.slice(start, start + PIECE).join(''),
  );
}
