/** A post of more sentences is looked at in longer pieces, so that the time a message takes is bounded. */
const MOST_SENTENCES = 40;
/** Shorter ones say too little by themselves: they go with the sentence before. In UTF-16 units. */
const SHORTEST = 25;

const ENDS = /(?<=[.!?…])\s+|\n+/u;

/**
 * What the classifier looks at: the message as a whole, then each of its sentences where it has several, so that one line
 * in a long post is found. At most 41 texts, the first of them never missing.
 */
export function piecesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const part of text.split(ENDS)) {
    const sentence = part.trim();
    const before = sentences.at(-1);
    if (sentence === '') continue;
    if (before !== undefined && before.length < SHORTEST) sentences.splice(-1, 1, `${before} ${sentence}`);
    else sentences.push(sentence);
  }
  if (sentences.length < 2) return [text];
  const each = Math.ceil(sentences.length / MOST_SENTENCES);
  const joined = Array.from({ length: Math.ceil(sentences.length / each) }, (_, i) =>
    sentences.slice(i * each, (i + 1) * each).join(' '),
  );
  return [text, ...joined];
}
