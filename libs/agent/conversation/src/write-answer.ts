import type { AgentCalls } from './agent-calls.ts';
import { RookeryError } from '@rookery/shared-errors';
import { ATTEMPTS, callOf } from './attempts.ts';
import type { Conversation } from './conversation.ts';

/**
 * Writes the answer with what is known, and passes it on piece by piece unless it is wanted as a whole.
 * @returns all of it; never empty
 * @throws RookeryError as AgentCalls does, and UNAVAILABLE when the model answers the person with nothing
 */
export async function* writeAnswer(
  conversation: Conversation,
  calls: AgentCalls,
  signal: AbortSignal,
): AsyncGenerator<string, string, undefined> {
  const { settings, query, known } = conversation;
  const { instructions } = settings;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const call = callOf(
      conversation,
      'answer',
      attempt,
      signal,
      instructions === undefined ? [] : [instructions],
    );
    const text = settings.wholeAnswer
      ? await calls.answer(query, known, call, instructions)
      : yield* withoutBlankStart(calls.answerPieces(query, known, call, instructions));
    if (text.trim() !== '') return text;
  }
  throw new RookeryError('UNAVAILABLE', `model ${settings.model}: wrote no answer in ${ATTEMPTS} attempts`, {
    reason: 'MODEL_SERVER_EMPTY_ANSWER',
  });
}

// An answer of nothing but white space is asked for again: until there is a word, nothing is passed on.
async function* withoutBlankStart(pieces: AsyncIterable<string>): AsyncGenerator<string, string, undefined> {
  let text = '';
  let begun = false;
  for await (const piece of pieces) {
    text += piece;
    if (!begun && text.trim() === '') continue;
    yield begun ? piece : text;
    begun = true;
  }
  return text;
}
