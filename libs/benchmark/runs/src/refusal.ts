import { RookeryError } from '@rookery/shared-errors';
import type { GivenAnswer } from './respondents.ts';

/** Why what a model gave is no answer that could be judged; undefined when it is one. */
export function refusalOf({ state, response, serverReason }: GivenAnswer): RookeryError | undefined {
  const said = serverReason === '' ? '' : ` (its server says: ${serverReason})`;
  const none = (reason: NoAnswerReason, message: string): RookeryError =>
    new RookeryError(CODES[reason], `${message}${said}`, { reason });
  switch (state) {
    case 'filtered':
      return none('MODEL_ANSWER_FILTERED', 'a content filter stopped the prompt or the answer');
    case 'torn':
      return none('MODEL_SERVER_BROKEN_ANSWER', 'the answer was broken off');
    case 'empty':
      return none('MODEL_SERVER_EMPTY_ANSWER', 'the model answered with nothing');
    case 'cut':
      if (!isBlank(response)) return undefined;
      return none('MODEL_LIMIT_SPENT_THINKING', 'the model spent its limit of tokens and wrote no answer');
    case 'whole':
      if (!isBlank(response)) return undefined;
      return none('MODEL_SERVER_EMPTY_ANSWER', 'the model answered with nothing');
  }
}

const CODES = {
  MODEL_ANSWER_FILTERED: 'FAILED_PRECONDITION',
  MODEL_SERVER_BROKEN_ANSWER: 'UNAVAILABLE',
  MODEL_SERVER_EMPTY_ANSWER: 'UNAVAILABLE',
  MODEL_LIMIT_SPENT_THINKING: 'FAILED_PRECONDITION',
} as const;
type NoAnswerReason = keyof typeof CODES;

function isBlank(text: string): boolean {
  return text.trim() === '';
}
