import type { AgentCalls } from './agent-calls.ts';
import { RookeryError } from '@rookery/shared-errors';
import { ATTEMPTS, callOf } from './attempts.ts';
import type { Conversation } from './conversation.ts';
import type { WrittenAnswer } from './written-answer.ts';

/**
 * Writes the answer with what is known, and passes it on piece by piece unless it is wanted as a whole.
 * @returns all of it; its text is never empty
 * @throws RookeryError as AgentCalls does, and UNAVAILABLE when the model answers the person with nothing
 */
export async function* writeAnswer(
  conversation: Conversation,
  calls: AgentCalls,
  signal: AbortSignal,
): AsyncGenerator<string, WrittenAnswer, undefined> {
  const { settings, query, known } = conversation;
  const { instructions, maxOutputTokens } = settings;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const depends = [instructions, maxOutputTokens].filter((one) => one !== undefined);
    const call = callOf(conversation, 'answer', attempt, signal, depends);
    const input = { query, known, instructions, maxOutputTokens };
    const written = settings.wholeAnswer
      ? await calls.answer(input, call)
      : yield* withoutBlankStart(calls.answerPieces(input, call));
    if (written.text.trim() !== '') return written;
  }
  throw new RookeryError('UNAVAILABLE', `model ${settings.model}: wrote no answer in ${ATTEMPTS} attempts`, {
    reason: 'MODEL_SERVER_EMPTY_ANSWER',
  });
}

/** The pieces from the first word on: until there is one, nothing is passed on. */
export async function* withoutBlankStart(
  pieces: AsyncGenerator<string, WrittenAnswer, undefined>,
): AsyncGenerator<string, WrittenAnswer, undefined> {
  let text = '';
  let begun = false;
  let step = await pieces.next();
  try {
    for (; step.done !== true; step = await pieces.next()) {
      text += step.value;
      if (!begun && text.trim() === '') continue;
      yield begun ? step.value : text;
      begun = true;
    }
    return step.value;
  } finally {
    // The caller left in the middle: the model has to stop.
    if (step.done !== true) await pieces.return({ text, cut: false, sent: undefined });
  }
}
