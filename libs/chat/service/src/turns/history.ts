import { after, beginning, type Transcript } from '@rookery/chat-transcripts';
import { invalidArgument } from '@rookery/shared-errors';
import type { ChatRequest } from '../openai/chat-request.ts';

/** What was said before the last message of the person. */
export interface Exchange {
  /** What the person said; empty when the assistant began. */
  readonly person: string;
  /** What the assistant said to it. */
  readonly assistant: string;
  /** After that. */
  readonly transcript: Transcript;
}

/** A conversation as a request carries it. */
export interface History {
  /** What the application wants of the answer; empty: nothing. */
  readonly instructions: string;
  readonly exchanges: readonly Exchange[];
  /** What the person says now. */
  readonly message: string;
  /** After that. */
  readonly heard: Transcript;
}

/**
 * Reads the messages of a request. System and developer messages, wherever they stand, are the application's instructions: they
 * shape the conversation, and are no part of what was said in it.
 * @throws RookeryError INVALID_ARGUMENT when the last message is not the person's
 */
export function historyOf(apiKey: string, { messages, model, seed, settings }: ChatRequest): History {
  const instructions = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ text }) => text)
    .join(BETWEEN);
  const shaping = [model, seed ?? null, sortedEntries(settings), instructions];
  let transcript = beginning(apiKey, JSON.stringify(shaping));
  const exchanges: Exchange[] = [];
  let person: string[] = [];
  for (const { role, text } of messages) {
    if (role === 'user') person.push(text);
    if (role !== 'assistant') continue;
    transcript = after(after(transcript, { role: 'user', text: person.join(BETWEEN) }), { role, text });
    exchanges.push({ person: person.join(BETWEEN), assistant: text, transcript });
    person = [];
  }
  const message = person.join(BETWEEN);
  if (message.trim() === '') {
    throw invalidArgument('messages', 'must end with a user message that says something');
  }
  return { instructions, exchanges, message, heard: after(transcript, { role: 'user', text: message }) };
}

/** Several messages in a row are one, in paragraphs. */
const BETWEEN = '\n\n';

function sortedEntries(settings: object): unknown {
  return Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
}
