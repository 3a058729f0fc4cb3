import { createHash, createHmac } from 'node:crypto';
import { wordsOf } from './words.ts';

/** All that was said up to some point of a conversation, as a keyed hash: equal only for equal words of one caller. */
export type Transcript = Buffer;

export interface SaidMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/**
 * The transcript in which nothing was said yet.
 * @param apiKey of the caller: transcripts of different keys have nothing in common, and without the key nobody can try out which
 * words a stored one stands for
 * @param model that the conversation is held with
 */
export function beginning(apiKey: string, model: string): Transcript {
  return createHmac('sha256', apiKey).update(model).digest();
}

/** The transcript after one more message. What interfaces add to its words makes no difference (see wordsOf). */
export function after(transcript: Transcript, { role, text }: SaidMessage): Transcript {
  return createHash('sha256').update(transcript).update(`${role}\n`).update(wordsOf(text)).digest();
}

/** What the agent said, and to what, wherever in a conversation. */
export interface Landmarks {
  /** Of the agent's words alone. */
  readonly words: Transcript;
  /** Of the person's words and the agent's. */
  readonly exchange: Transcript;
}

/** @param start the transcript in which nothing was said yet */
export function landmarksOf(start: Transcript, person: string, assistant: string): Landmarks {
  const said = { role: 'assistant', text: assistant } as const;
  return {
    words: after(start, said),
    exchange: after(after(start, { role: 'user', text: person }), said),
  };
}
