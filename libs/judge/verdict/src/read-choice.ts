import type { Ending } from './read-verdict.ts';
import { isRefusal } from './refusal.ts';
import { unscored, type Unscored } from './verdict-reading.ts';
import { type Written, writtenValuesIn } from './written-values.ts';

/** Which of two replies is better. */
export type ReadChoice = 'first' | 'second' | 'neither';

/** The choice, or why there is none. */
export type ChoiceReading =
  { readonly scored: true; readonly choice: ReadChoice; readonly justification: string } | Unscored;

/**
 * Reads which of two replies a judge chose: `{"reason": ..., "choice": "first"}` or a line `Choice: first`. Two choices that differ
 * are a contradiction. Never throws.
 */
export function readChoice(answer: string, ending: Ending): ChoiceReading {
  if (ending === 'cut') return unscored('truncated');
  if (ending === 'spent') return unscored('limit_spent_thinking');
  if (ending === 'filtered') return unscored('filtered');
  const written = writtenValuesIn(answer);
  if (written.unclosed) return unscored('truncated');
  const said = written.values.flatMap(({ value }) => choicesIn(value));
  const lines = [...written.rest.matchAll(LINE)].map(([, word = '']) => word);
  const words = [...said.map(({ choice }) => choice), ...lines];
  const choices = words.map(choiceOf);
  const [choice] = choices;
  if (words.length === 0) return unscored(isRefusal(answer) ? 'refused' : 'unreadable');
  if (choice === undefined || choices.includes(undefined)) return unscored('out_of_range');
  if (choices.some((other) => other !== choice)) return unscored('contradictory');
  return { scored: true, choice, justification: said.find(({ reason }) => reason !== '')?.reason ?? '' };
}

const LINE = /^[ \t*_#>-]*choice[ \t*_]*[:=][\s*_"']*([A-Za-z]+)/gim;

const WORDS: ReadonlyMap<string, ReadChoice> = new Map([
  ['first', 'first'],
  ['second', 'second'],
  ['neither', 'neither'],
  ['tie', 'neither'],
  ['equal', 'neither'],
]);

function choiceOf(word: string): ReadChoice | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

function choicesIn(value: Written): { readonly choice: string; readonly reason: string }[] {
  if (typeof value !== 'object' || value === null || !('fields' in value)) return [];
  const fields = new Map(value.fields.map(([key, given]) => [key.toLowerCase(), given]));
  const choices = value.fields.filter(([key]) => key.toLowerCase() === 'choice').map(([, given]) => given);
  const reason = fields.get('reason');
  return choices.map((choice) => ({
    choice: typeof choice === 'string' ? choice : '',
    reason: typeof reason === 'string' ? reason : '',
  }));
}
