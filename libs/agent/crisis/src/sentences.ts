const ENDS = /[.!?;…。！？｡।؟۔\n\r\u2028\u2029]+/u;
const COMMAS = /[,،、，:：()[\]"«»„“”「」『』]+/gu;
const OTHER = /[^\p{L}\p{M}\p{N},]+/gu;

/** The sentences of a message as words between single spaces, with a space at both ends; commas are words. */
export function sentencesOf(text: string): string[] {
  return text
    .split(ENDS)
    .map((sentence) => sentence.replace(COMMAS, ' , ').replace(OTHER, ' ').trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => ` ${sentence} `);
}
