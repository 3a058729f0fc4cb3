import { createHash, createHmac } from 'node:crypto';

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
 * @param settings everything that shapes the conversation besides what is said in it
 */
export function beginning(apiKey: string, settings: string): Transcript {
  return createHmac('sha256', apiKey).update(settings).digest();
}

/** The transcript after one more message. White space around it, and how its lines end, make no difference. */
export function after(transcript: Transcript, { role, text }: SaidMessage): Transcript {
  const words = text.replaceAll('\r\n', '\n').trim();
  return createHash('sha256').update(transcript).update(`${role}\n`).update(words).digest();
}
