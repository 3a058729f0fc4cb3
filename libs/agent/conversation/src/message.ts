import type { Conversation } from './conversation.ts';

/** What the person says, or does, next. Plain data: it is kept until it is worked on. */
export type Message =
  /** A matter to be answered: the first message, or a new one after an answer. */
  | { readonly kind: 'query'; readonly text: string }
  /** To a question; `number` is the question's, undefined for the open one. */
  | { readonly kind: 'reply'; readonly text: string; readonly number: number | undefined }
  /** To a question, by a button. */
  | { readonly kind: 'declined'; readonly number: number | undefined }
  /** Nothing more will come. */
  | { readonly kind: 'closed' };

/** The words of a message; empty when it has none. */
export function wordsOf(message: Message): string {
  return message.kind === 'query' || message.kind === 'reply' ? message.text : '';
}

/** Whether a message replies to a question before the open one. */
export function isLate(message: Message, { asked }: Pick<Conversation, 'asked'>): boolean {
  const replies = message.kind === 'reply' || message.kind === 'declined';
  return replies && message.number !== undefined && message.number !== asked.length;
}
