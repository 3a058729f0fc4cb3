import { jsonObjectsIn } from './json-objects.ts';
import { structuredVerdict } from './structured-verdict.ts';
import { textVerdict } from './text-verdict.ts';
import { unscored, type VerdictReading } from './verdict-reading.ts';

/** Why the judge stopped writing: it was done (or its server does not say), it was cut, or a filter stopped it. */
export type Ending = 'done' | 'cut' | 'filtered';

/**
 * Reads a judge's answer: structured output first, then the text shape of the paper (`Score: X/5` for each dimension,
 * `Comprehensive Score: XX/15` at the end). The last verdict of an answer counts. Pure, and never throws.
 * What is cut, out of range, contradictory, refused or not there gives no score but a reason.
 */
export function readVerdict(answer: string, ending: Ending): VerdictReading {
  if (ending === 'filtered') return unscored('refused');
  // A cut answer may happen to hold three numbers; they may be a draft of what it was about to say.
  if (ending === 'cut') return unscored('truncated');
  const text = withoutThoughts(answer);
  if (text === undefined) return unscored('truncated');
  const json = jsonObjectsIn(text);
  if (json.unclosed !== '') return unscored('truncated');
  const structured = structuredVerdict(json);
  const worded = textVerdict(json.rest);
  if (structured !== undefined) {
    if (worded !== undefined) structured.sheet.compareWith(worded.sheet);
    return structured.sheet.reading('structured', structured.total ?? worded?.total);
  }
  if (worded !== undefined) {
    return worded.total === undefined ? unscored('truncated') : worded.sheet.reading('text', worded.total);
  }
  return unscored(REFUSAL.test(text) ? 'refused' : 'unreadable');
}

/** Phrases with which models decline, near the start of an answer. */
const REFUSAL =
  /^\W*(?:(?:i['’]?m|i am) (?:very |really |so )?sorry|sorry|i apologi[sz]e|(?:i|we) (?:can['’]?t|can ?not|won['’]?t|will not|am unable|am not able|must decline|decline|have to decline)|unfortunately,? (?:i|we) (?:can|am)|as an ai\b)/i;

/** The text after a reasoning model's last thought; undefined when it was cut in the middle of one. */
function withoutThoughts(text: string): string | undefined {
  const closed = text.lastIndexOf('</think>');
  if (text.indexOf('<think>', closed + 1) !== -1) return undefined;
  return closed === -1 ? text : text.slice(closed + '</think>'.length);
}
