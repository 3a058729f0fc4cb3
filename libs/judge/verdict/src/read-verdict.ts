import type { Finish, Reading } from './reading.ts';
import { unreadable } from './reading.ts';
import { readStructured } from './structured.ts';
import { readText } from './text.ts';

/**
 * Reads a verdict: structured output first, the text shape second (`paper.md`: `Score: X/5` for each dimension, then
 * `Comprehensive Score: XX/15`). A cut or filtered text is never read, however complete it looks: what is missing might have
 * changed it (design decision 8). Never throws.
 */
export function readVerdict(text: string, finish: Finish): Reading {
  if (finish === 'cut') return unreadable('truncated');
  if (finish === 'filtered') return unreadable('refused');
  const conclusion = afterThoughts(text).trim();
  return readStructured(conclusion) ?? readText(conclusion) ?? unreadable(withoutScores(conclusion));
}

/** What a reasoning model wrote after its last thought. */
function afterThoughts(text: string): string {
  const end = text.lastIndexOf('</think>');
  return end === -1 ? text : text.slice(end + '</think>'.length);
}

const REFUSAL =
  /^\W*(i['’]?m sorry|i am sorry|sorry|i can(['’]t|not)|i won['’]t|i['’]m (not able|unable))\b/iu;

/** Why a text without any score has none. */
function withoutScores(text: string): 'truncated' | 'refused' | 'unreadable' {
  // An object that was begun and never closed: the server hid that it cut the text.
  if (text.startsWith('{') && !text.includes('}')) return 'truncated';
  return REFUSAL.test(text) ? 'refused' : 'unreadable';
}
