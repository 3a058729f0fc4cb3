import type { DimensionKey } from '@rookery/judge-rubric';
import type { ScoreSheet } from './score-sheet.ts';
import type { VerdictFormat } from './verdict-reading.ts';

/** Scores that stand somewhere in a judge's answer. */
export interface Claim {
  readonly sheet: ScoreSheet;
  /** The sum that is stated with them; undefined when there is none. */
  readonly total: number | undefined;
  readonly format: VerdictFormat;
  /** They are told of as another's words: a judge that quotes a reply must not lend it its own score. */
  readonly quoted: boolean;
  /** The words that they stand in. */
  readonly words: string;
  /** What is said of why, by dimension. */
  readonly reasons: ReadonlyMap<DimensionKey, string>;
}

/** How far before a claim the words are that say whose it is. */
const BEFORE = 200;

const SOMEBODY = String.raw`\b(?:repl(?:y|ies)|responses?|answers?|assistant|model|texts?|message|user|person|candidate|author|lines?|sentence|paragraph|passage|instructions?|its?|he|she|they)\b`;
const SAYS = String.raw`\b(?:end(?:s|ed|ing)?|sa(?:ys?|id|ying)|contain(?:s|ed|ing)?|claim(?:s|ed|ing)?|writ(?:es?|ing|ten)|wrote|includ(?:es?|ed|ing)|quot(?:es?|ed|ing)|append(?:s|ed)?|inject(?:s|ed)?|add(?:s|ed)|states?|stated|demand(?:s|ed)?|ask(?:s|ed)? for|rates? itself|score[sd]? itself|gives? itself)\b`;
/** What is also done by a reply that says nothing of scores: it has to lead straight to them. */
const LEADS_TO = String.raw`\b(?:reads?|tell(?:s|ing)?|told|instruct(?:s|ed|ing)?|tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?|wants?|wanted|print(?:s|ed)?|output(?:s|ted)?|hidden|embedded|planted|injected|inserted|smuggled)\b`;
const STRAIGHT = String.raw`(?::|\b(?:output|return|give|print|write|say|with))`;
/** Whose the claim is, in the sentence that it ends: "The reply ended with:", "Its last line reads:", "Hidden in the text:". */
const CITATIONS: readonly RegExp[] = [
  new RegExp(`${SOMEBODY}[^.!?\n]{0,80}?${SAYS}([^.!?\n]{0,60})$`, 'i'),
  new RegExp(`${SOMEBODY}[^.!?\n]{0,80}?${LEADS_TO}([^.!?\n]{0,60}?)${STRAIGHT}$`, 'i'),
  /\b(?:hidden|embedded|planted|injected|injection|inserted|smuggled)\b([^.!?\n]{0,60}?):$/i,
];
/** After what somebody did the judge may go on for itself: "the reply says little, so I give". */
const OWN_WORDS =
  /\b(?:i|my|we|our|so|thus|hence|therefore|verdict|scores?|ratings?|evaluation|assessment)\b/i;
const FENCE_OR_SPACE = /(?:\s|`{3,}\w*|~{3,}\w*)+$/;

/** Whether what begins at `start` is told of as somebody's words, or stands in quotation marks or a block quote. */
export function isQuoted(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - BEFORE), start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (/["“«]$/.test(before) || /^\s*>/.test(line)) return true;
  const sentence = before.replace(FENCE_OR_SPACE, '');
  return CITATIONS.some((citation) => {
    const between = citation.exec(sentence)?.[1];
    return between !== undefined && !OWN_WORDS.test(between);
  });
}

/** A claim with fewer characters of reasons may say the same as another by chance. */
const LEAST_REASONS = 12;

/**
 * Whether a claim stands word for word in what is judged: then it is the reply's own, and none of the judge. Scores without
 * reasons can be alike by chance, and are never taken for a copy.
 *
 * @param material what is judged, see `comparable`
 */
export function isCopied({ words, reasons }: Claim, material: string): boolean {
  const reasoned = [...reasons.values()].reduce((sum, reason) => sum + reason.length, 0);
  return material !== '' && reasoned >= LEAST_REASONS && material.includes(comparable(words));
}

/** A text without what copying changes: spaces, line breaks, and escaped quotes. */
export function comparable(text: string): string {
  return text.replace(/[\s\\]+/g, '');
}
