import type { AttributeKey, Profile } from '@rookery/shared-scenario';
import { invalidArgument } from '@rookery/shared-errors';
import type { Conversation } from './conversation.ts';
import { isLate, type Message } from './message.ts';
import { withReason } from './question-wording.ts';
import type { Understood } from './understand.ts';

/** What became of a message. */
export interface TakenIn {
  readonly conversation: Conversation;
  /** Attributes that were not known before. */
  readonly learned: readonly AttributeKey[];
  /** Attributes whose value is another now. */
  readonly corrected: readonly AttributeKey[];
  readonly declined: boolean;
  readonly passedOver: boolean;
  readonly changedSubject: boolean;
  /** The open question stays open and is put once more. */
  readonly putAgain: boolean;
}

/**
 * The conversation after a message. What was declined or passed over is never asked again, unless the person comes to speak
 * of it; facts of any message count, whatever was asked.
 * @param message fits the conversation (see checkFits)
 */
export function takeIn(conversation: Conversation, message: Message, understood: Understood): TakenIn {
  const { conversation: told, learned, corrected } = withFacts(conversation, message, understood);
  const nothing = {
    learned,
    corrected,
    declined: false,
    passedOver: false,
    changedSubject: false,
    putAgain: false,
  };
  if (message.kind === 'closed') {
    return { ...nothing, conversation: { ...told, open: undefined, closed: true } };
  }
  if (message.kind === 'query')
    return { ...nothing, conversation: newMatter(told, message.text, understood) };
  const { open } = told;
  if (open === undefined) throw new TypeError('checkFits was not asked before');
  if (told.known[open.attribute] === undefined && isLate(message, conversation)) {
    return { ...nothing, conversation: told, putAgain: true };
  }
  const closed = { ...told, open: undefined };
  // Known: by this message, since a known attribute is never asked for.
  if (told.known[open.attribute] !== undefined) return { ...nothing, conversation: closed };
  if (understood.asksWhy) {
    return { ...nothing, conversation: { ...told, open: withReason(open) }, putAgain: true };
  }
  if (message.kind === 'declined' || understood.declined) {
    const declined = [...told.declined, open.attribute];
    return { ...nothing, conversation: { ...closed, declined }, declined: true };
  }
  const passed = { ...closed, passedOver: [...told.passedOver, open.attribute] };
  if (understood.newQuestion === '') return { ...nothing, conversation: passed, passedOver: true };
  const conversationOnNewSubject = { ...passed, query: understood.newQuestion };
  return { ...nothing, conversation: conversationOnNewSubject, passedOver: true, changedSubject: true };
}

/**
 * Refuses what cannot be taken in.
 * @throws RookeryError INVALID_ARGUMENT when a reply comes while no question is open, or to one that was never asked
 */
export function checkFits({ open, asked }: Conversation, message: Message): void {
  if (message.kind !== 'reply' && message.kind !== 'declined') return;
  if (open === undefined) {
    throw invalidArgument('reply', 'no question is open; a reply answers the last question');
  }
  if (message.number !== undefined && message.number > asked.length) {
    throw invalidArgument(
      'reply.question_number',
      `is ${message.number}, the last question was ${asked.length}`,
    );
  }
}

/**
 * The conversation after a message that spoke of danger: what was asked is left alone, and the message is what is answered.
 * @param conversation after takeIn
 */
export function inDanger(conversation: Conversation, danger: string): Conversation {
  const { open, passedOver } = conversation;
  return {
    ...conversation,
    danger,
    open: undefined,
    passedOver: open === undefined ? passedOver : [...passedOver, open.attribute],
  };
}

// A new matter after an answer brings its own questions. After danger only the person's wish does; who says nothing but that has
// brought no other matter.
function newMatter(
  conversation: Conversation,
  text: string,
  { wantsQuestions, reader }: Understood,
): Conversation {
  const goesOn = conversation.danger !== undefined && wantsQuestions;
  return {
    ...conversation,
    query: goesOn && reader === 'rules' ? conversation.query : text,
    askedBefore: conversation.asked.length,
    open: undefined,
    closed: false,
    danger: goesOn ? undefined : conversation.danger,
  };
}

function withFacts(
  conversation: Conversation,
  message: Message,
  { facts }: Understood,
): Pick<TakenIn, 'conversation' | 'learned' | 'corrected'> {
  const { known, declined, passedOver, query } = conversation;
  // In a first message the caller's own facts count: the person had no chance yet to correct them.
  const isFirst = message.kind === 'query' && query === '';
  const heard = facts.filter(({ attribute }) => !(isFirst && known[attribute] !== undefined));
  const learned = heard.filter(({ attribute }) => known[attribute] === undefined);
  const corrected = heard.filter(
    ({ attribute, value }) => known[attribute] !== undefined && known[attribute] !== value,
  );
  const now: Profile = {
    ...known,
    ...Object.fromEntries(heard.map(({ attribute, value }) => [attribute, value])),
  };
  const unknown = (key: AttributeKey) => now[key] === undefined;
  return {
    conversation: {
      ...conversation,
      known: now,
      declined: declined.filter(unknown),
      passedOver: passedOver.filter(unknown),
    },
    learned: learned.map(({ attribute }) => attribute),
    corrected: corrected.map(({ attribute }) => attribute),
  };
}
