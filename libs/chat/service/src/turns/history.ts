import { after, beginning, landmarksOf, type Landmarks, type Transcript } from '@rookery/chat-transcripts';
import { invalidArgument } from '@rookery/shared-errors';
import type { ChatRequest } from '../openai/chat-request.ts';

/** What was said before the last message of the person. */
export interface Exchange extends Landmarks {
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
  /** Where what the assistant says to it can be found again. */
  readonly landmarks: (assistant: string) => Landmarks;
}

/**
 * Reads the messages of a request. A conversation is what the person and the assistant said, with one model; system and developer
 * messages, wherever they stand, are the application's instructions, and these, seeds and settings may change from one request to
 * the next.
 * @throws RookeryError INVALID_ARGUMENT when the last message is not the person's
 */
export function historyOf(apiKey: string, { messages, model }: ChatRequest): History {
  const instructions = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ text }) => text)
    .join(BETWEEN);
  const start = beginning(apiKey, model);
  let transcript = start;
  const exchanges: Exchange[] = [];
  let person: string[] = [];
  for (const { role, text } of messages) {
    if (role === 'user') person.push(text);
    if (role !== 'assistant') continue;
    const said = person.join(BETWEEN);
    transcript = after(after(transcript, { role: 'user', text: said }), { role, text });
    exchanges.push({ person: said, assistant: text, transcript, ...landmarksOf(start, said, text) });
    person = [];
  }
  const message = person.join(BETWEEN);
  if (message.trim() === '') {
    throw invalidArgument('messages', 'must end with a user message that says something');
  }
  return {
    instructions,
    exchanges,
    message,
    heard: after(transcript, { role: 'user', text: message }),
    landmarks: (assistant) => landmarksOf(start, message, assistant),
  };
}

/** Several messages in a row are one, in paragraphs. */
const BETWEEN = '\n\n';
