import { taggedBlocks, withoutBlocks } from './tagged-blocks.ts';

/** What an interface wraps the person's own words in, when it adds to them. */
const OWN_WORDS = /<(user_query|user_message|user_input|user_prompt|question|query)>/giu;
/** A block that an interface put beside them: context, memories, files, reminders. */
const BLOCK = /<([a-z][\w:-]*)(?:\s[^<>]*)?>/giu;
const CLOCK = String.raw`\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}`;
const LABEL =
  'current|time|date|today|now|timestamp|sent|timezone|time zone|locale|system|note to|context|memory|memories|metadata|model|seed|id|uuid|session|request|message id|user info|attached|attachment|ts|epoch|nonce|trace|turn';
/** A remark in brackets that no person writes: a clock, or a name and what it is set to. */
const REMARK = new RegExp(
  String.raw`[\[({【]\s{0,20}(?:[^\])}】\n]{0,160}(?:${CLOCK})[^\])}】\n]{0,80}|(?:${LABEL})\b[^\])}】\n]{0,160})[\])}】]`,
  'giu',
);
/** The same on a line of its own, without brackets. */
const LINE = new RegExp(
  String.raw`^[ \t>*#-]*(?:(?:current|today'?s?)[ \t]+(?:local[ \t]+)?(?:date|time|day)\b|(?:${LABEL})[ \t]*[:=]|(?:it is|the time is|today is|now is|sent (?:at|on|from)|timestamp)\b[^\n]*(?:${CLOCK}|\d)).*$`,
  'gimu',
);
/** A line that is a date and nothing else. */
const DAY =
  /^[ \t>*#_-]*(?:mon|tues|wednes|thurs|fri|satur|sun)day,?[ \t][^\n.!?]{0,30}\d{4}(?:[, \t]+(?:at[ \t]+)?\d{1,2}:\d{2}[^\n]{0,20})?[ \t*_.]*$/gimu;
/** A sentence about the clock in front of the person's. */
const CLOCK_SENTENCE =
  /^[ \t]*(?:the[ \t]+)?(?:current|local)[ \t]+(?:local[ \t]+)?(?:date|time|day)\b[^\n]{0,80}?\d[^\n]{0,40}?[.!;][ \t]+(?=\p{L})/gimu;
const SWITCH = /(?:^|\s)\/(?:no_?think|think)\s*$/giu;

/**
 * The words of a message as they tell one conversation from another: without what interfaces add to it, and however they set its
 * spaces, line ends, quotes and letters. What is left of a message with nothing else in it is the message.
 */
export function wordsOf(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u200B-\u200D\u2060\uFEFF]/gu, '')
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(/[‘’]/gu, "'")
    .replace(/[“”]/gu, '"');
  const own = taggedBlocks(plain, OWN_WORDS).at(-1)?.content.trim() ?? plain;
  const bare = [BLOCK, CLOCK_SENTENCE, DAY, LINE, REMARK, SWITCH].reduce((rest, added) => {
    const without = added === BLOCK ? withoutBlocks(rest, BLOCK) : rest.replace(added, ' ');
    return /[\p{L}\p{N}]/u.test(without) ? without : rest;
  }, own);
  return bare
    .replace(/^[^\S\n]*-{3,}[^\S\n]*$/gmu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}
