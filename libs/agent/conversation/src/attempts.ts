import { callId, deriveSeed, type ModelCall, type Reading } from '@rookery/shared-model-calls';
import type { Conversation } from './conversation.ts';

/** How often a model is asked for something that it did not say readably. */
export const ATTEMPTS = 2;

/**
 * Asks a model until it can be understood, ATTEMPTS times at most; undefined when it never could.
 * @param purpose tells the calls of one turn apart
 * @param besides what the call depends on, besides the conversation
 */
export async function attempts<T>(
  conversation: Conversation,
  purpose: string,
  signal: AbortSignal,
  besides: readonly unknown[],
  attemptOnce: (call: ModelCall) => Promise<Reading<T> | { readable: false }>,
): Promise<T | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const reading = await attemptOnce(callOf(conversation, purpose, attempt, signal, besides));
    if (reading.readable) return reading.value;
  }
  return undefined;
}

/**
 * How a call is made. Its id holds all that the call depends on: a conversation repeated under its id is answered alike, and
 * one that only borrows the id of another is not given that one's answers.
 */
export function callOf(
  { settings, query, known, asked }: Conversation,
  purpose: string,
  attempt: number,
  signal: AbortSignal,
  besides: readonly unknown[],
): ModelCall {
  const { id, model, seed } = settings;
  const depends = JSON.stringify([query, known, asked, besides]);
  return {
    model,
    id: callId(id, purpose, asked.length, attempt, model, seed ?? '', depends),
    seed: seed === undefined ? undefined : deriveSeed(seed, purpose, asked.length, attempt),
    signal,
  };
}
