import { fixedAnswer, screen } from '@rookery/agent-crisis';
import type { AgentCalls } from './agent-calls.ts';
import { callOf } from './attempts.ts';
import type { Conversation } from './conversation.ts';
import { withoutBlankStart } from './write-answer.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** A model that keeps somebody in danger waiting for longer has said nothing, in milliseconds. */
const LONGEST_SILENCE_MS = 20_000;

/**
 * Answers a person who may be in danger, and passes the answer on piece by piece. Whatever the model does, there is an answer: where
 * it fails, falls silent or says nothing, fixed words of ours stand in its place, or behind what it has said.
 * @param danger the message that spoke of it
 * @throws the signal's reason once it is aborted, and nothing else
 */
export async function* writeCrisisAnswer(
  conversation: Conversation,
  danger: string,
  calls: AgentCalls,
  signal: AbortSignal,
): AsyncGenerator<string, WrittenAnswer, undefined> {
  const { settings, known, query } = conversation;
  const silence = new AbortController();
  const silent = (): void => silence.abort(new DOMException('the model is silent', 'TimeoutError'));
  const call = callOf(conversation, 'crisis', 1, AbortSignal.any([signal, silence.signal]), [danger]);
  const pieces = withoutBlankStart(calls.crisisAnswerPieces({ danger, query, known }, call));
  let said = '';
  let timer = setTimeout(silent, LONGEST_SILENCE_MS);
  let step: IteratorResult<string, WrittenAnswer> | undefined;
  try {
    for (step = await pieces.next(); step.done !== true; step = await pieces.next()) {
      clearTimeout(timer);
      said += step.value;
      yield step.value;
      timer = setTimeout(silent, LONGEST_SILENCE_MS);
    }
    if (step.value.text.trim() !== '') return step.value;
  } catch {
    signal.throwIfAborted();
    step = undefined;
  } finally {
    clearTimeout(timer);
    // The caller left in the middle: the model has to stop.
    if (step?.done === false) await pieces.return({ text: said, cut: false, sent: undefined });
  }
  const fixed = fixedAnswer(screen(danger), settings.locale);
  const rest = said === '' ? fixed : `\n\n${fixed}`;
  yield rest;
  return { text: said + rest, cut: false, sent: undefined };
}
