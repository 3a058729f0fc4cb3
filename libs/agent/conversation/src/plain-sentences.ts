/** The sentences of a short message as plain words: lower case, without punctuation, one space between words. */
export function plainSentences(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’`´]/gu, "'")
    .split(/[.!?…。！？؟।¿¡\n]+/u)
    .map((sentence) =>
      sentence
        .replace(/[^\p{L}\p{M}\p{N}' ]+/gu, ' ')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .filter((sentence) => sentence !== '');
}
