import type { ExamplePath } from '@rookery/planner-prompts';
import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS, type AttributeKey, type Profile } from '@rookery/shared-scenario';

/** How a conversation is held. */
export interface ConversationSettings {
  /** Root of the ids of its model calls (see callId); empty: every call is asked anew. */
  readonly id: string;
  readonly query: string;
  /** Model that decides, asks and answers. */
  readonly model: string;
  /** Seed of the model's sampling, 0..2^32-1; undefined leaves it to the model's server. */
  readonly seed: number | undefined;
  /** Most questions, 0 or more. */
  readonly maxQuestions: number;
  /** Completeness, 0..5, from which the agent answers. */
  readonly completenessThreshold: number;
  /** Planned paths of similar queries, best first; empty in status `agent`. */
  readonly examples: readonly ExamplePath[];
}

/** Where a conversation stands: plain data, so that it can be kept and taken up again. */
export interface Conversation {
  readonly settings: ConversationSettings;
  /** Told at the start or in replies. */
  readonly known: Profile;
  /** Attributes asked for, in order; the last one has no reply yet while `waiting`. */
  readonly asked: readonly AttributeKey[];
  /** Of these, what the person would rather not say: never asked again, unknown to the answer. */
  readonly declined: readonly AttributeKey[];
  /** A question is open. */
  readonly waiting: boolean;
  /** The person will say nothing more. */
  readonly closed: boolean;
}

/** What the person says to a question. */
export type Reply = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'declined' };

/** A conversation in which nothing was asked yet. */
export function openConversation(settings: ConversationSettings, known: Profile): Conversation {
  return { settings, known, asked: [], declined: [], waiting: false, closed: false };
}

/** The conversation after a question was put. */
export function ask(conversation: Conversation, attribute: AttributeKey): Conversation {
  return { ...conversation, asked: [...conversation.asked, attribute], waiting: true };
}

/**
 * The conversation after the reply to the open question. A reply without words declines: nothing was learned, and
 * asking the same again would press the person.
 * @throws RookeryError INVALID_ARGUMENT when no question is open
 */
export function hear(conversation: Conversation, reply: Reply): Conversation {
  const attribute = conversation.asked.at(-1);
  if (!conversation.waiting || attribute === undefined) {
    throw invalidArgument('reply', 'no question is open; a reply answers the last question');
  }
  const text = reply.kind === 'text' ? reply.text.trim() : '';
  const heard = { ...conversation, waiting: false };
  return text === ''
    ? { ...heard, declined: [...conversation.declined, attribute] }
    : { ...heard, known: { ...conversation.known, [attribute]: text } };
}

/** The conversation after the person left off replying; an open question stays unanswered. */
export function close(conversation: Conversation): Conversation {
  return { ...conversation, waiting: false, closed: true };
}

/** What may still be asked for: not known, and never asked before. In the order of the attributes. */
export function candidatesOf({ known, asked }: Conversation): AttributeKey[] {
  return ATTRIBUTE_KEYS.filter((key) => known[key] === undefined && !asked.includes(key));
}
