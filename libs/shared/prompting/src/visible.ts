import { escapeAsCode } from './escape.ts';

/*
 * Characters that a reader of the text does not see, and that a model reads all the same. Where writing needs them they
 * stay: joiners inside of emoji and of Arabic and Indic words, the variation that makes a sign an emoji, the marks of
 * direction beside Hebrew and Arabic letters, word breaks in Thai and Khmer, the flags of England, Scotland and Wales.
 */
const INVISIBLE =
  String.raw`\u{34F}|[\u{180B}-\u{180F}]|[\u{FE00}-\u{FE0F}]|[\u{17B4}-\u{17B5}]|[\u{AD}\u{61C}\u{115F}\u{1160}\u{200B}-\u{200F}` +
  String.raw`\u{2028}-\u{202E}\u{2060}-\u{206F}\u{3164}\u{FEFF}\u{FFA0}\u{FFF0}-\u{FFFB}` +
  String.raw`\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|[\u{0}-\u{8}\u{B}\u{C}\u{E}-\u{1F}\u{7F}-\u{9F}]|\p{Cs}`;
const JOINED = [
  'Arab',
  'Syrc',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
  'Sinh',
]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');
const UNSPACED = ['Thai', 'Lao', 'Khmr', 'Mymr'].map((script) => String.raw`\p{Script=${script}}`).join('');
const LEFTWARD = String.raw`\p{Script=Hebr}\p{Script=Arab}`;
const NEEDED = [
  String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}`,
  String.raw`(?<=[\p{Extended_Pictographic}\u{FE0F}\u{1F3FB}-\u{1F3FF}])\u{200D}(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Extended_Pictographic})[\u{FE0E}\u{FE0F}]`,
  String.raw`(?<=[#*0-9])\u{FE0F}(?=\u{20E3})`,
  String.raw`(?<=[${JOINED}\p{M}])[\u{200C}\u{200D}](?=[${JOINED}])`,
  String.raw`(?<=[${UNSPACED}\p{M}])\u{200B}(?=[${UNSPACED}])`,
  String.raw`(?<=[${LEFTWARD}])[\u{200E}\u{200F}\u{61C}]|[\u{200E}\u{200F}\u{61C}](?=[${LEFTWARD}])`,
].join('|');
/** First what stays, then what is shown. */
const HIDDEN = new RegExp(`(${NEEDED})|${INVISIBLE}`, 'gu');
const ANY_INVISIBLE = new RegExp(INVISIBLE, 'u');

/** What other characters stand for "<" in the eyes of a lenient reader, before a word that could be a tag's. */
const LIKE_A_TAG = new RegExp(
  String.raw`[\u{FF1C}\u{FE64}\u{2039}\u{2329}\u{3008}\u{27E8}\u{2C2}\u{1438}\u{276E}\u{2770}\u{29FC}](?=\s*[/\u{FF0F}\u{2215}\u{2044}]?\s*` +
    '(?:query|profile|response|repl(?:y|ies)|answer|verdict|judge|rubric|system|user|assistant|instructions?|think|end|[|｜]))',
  'giu',
);
/** Marks of chat formats that begin with a bracket: some servers turn them into their own control tokens wherever they stand. */
const CHAT_MARK =
  /\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS|CALL_ID|PREFIX|MIDDLE|SUFFIX|IMG|THINK|BOS|EOS|PAD|MASK|CLS|SEP)\])/g;

/**
 * The text with nothing hidden in it: characters that cannot be seen, and those that only pass for the beginning of a tag or
 * of a chat format's mark, are written as their code (`&#x200B;`). What begins with "<" is `escapeText`'s.
 */
export function showHidden(text: string): string {
  const shown = ANY_INVISIBLE.test(text)
    ? text.replace(HIDDEN, (found, needed: string | undefined) => needed ?? escapeAsCode(found))
    : text;
  return shown.replace(LIKE_A_TAG, escapeAsCode).replace(CHAT_MARK, escapeAsCode);
}

/** What of a text is hidden, in its order: the characters that `showHidden` writes as their code because nobody sees them. */
export function hiddenIn(text: string): string[] {
  if (!ANY_INVISIBLE.test(text)) return [];
  return [...text.matchAll(HIDDEN)].flatMap(([found, needed]) => (needed === undefined ? [found] : []));
}
