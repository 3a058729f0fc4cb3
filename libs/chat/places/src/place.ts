import { createHash, createHmac } from 'node:crypto';

/** A place in a conversation: a keyed hash of everything said up to it. Equal only for equal words of one caller. */
export type Place = Buffer;

export interface SaidMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/**
 * Where a conversation begins.
 * @param apiKey of the caller: places of different keys have nothing in common, and without the key nobody can try out which
 * words a stored place stands for
 * @param settings everything that shapes the conversation besides what is said in it
 */
export function beginning(apiKey: string, settings: string): Place {
  return createHmac('sha256', apiKey).update(settings).digest();
}

/** The place after one more message. White space around it, and how its lines end, make no difference. */
export function after(place: Place, { role, text }: SaidMessage): Place {
  const words = text.replaceAll('\r\n', '\n').trim();
  return createHash('sha256').update(place).update(`${role}\n`).update(words).digest();
}
