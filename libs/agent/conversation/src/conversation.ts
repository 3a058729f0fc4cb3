import { ATTRIBUTE_KEYS, type AttributeKey, type PathUse, type Profile } from '@rookery/shared-scenario';
import type { Abstention } from './stopping/abstention.ts';

/** How a conversation is held. */
export interface ConversationSettings {
  /** Root of the ids of its model calls (see callId); empty: every call is asked anew. */
  readonly id: string;
  /** Model that reads, decides, asks and answers. */
  readonly model: string;
  /** Seed of the model's sampling, 0..2^32-1; undefined leaves it to the model's server. */
  readonly seed: number | undefined;
  /** Most questions about one matter, 0 or more. */
  readonly maxQuestions: number;
  readonly abstention: Abstention;
  readonly pathUse: PathUse;
  /** `literal`: a reply is the value of what was asked for, and no model is asked what it means. */
  readonly reading: 'model' | 'literal';
  /** BCP 47; undefined: not known. */
  readonly locale: string | undefined;
  /** The answer is not wanted piece by piece. */
  readonly wholeAnswer: boolean;
  /** What the application wants of the answer; it tells nothing about the person. Not set: nothing. */
  readonly instructions?: string;
  /** Most tokens of the answer, thoughts included. Not set: as the contract has it. */
  readonly maxOutputTokens?: number;
}

/** A question that waits for its reply. */
export interface OpenQuestion {
  readonly attribute: AttributeKey;
  /** For the person; with the reason in it where the matter is sensitive. */
  readonly text: string;
  /** Why it is asked, a sentence to the person. */
  readonly why: string;
}

/** Where a conversation stands: plain data, so that it can be kept and taken up again. */
export interface Conversation {
  readonly settings: ConversationSettings;
  /** The matter that is going to be answered. */
  readonly query: string;
  /** Told by the caller, in messages or in replies. */
  readonly known: Profile;
  /** Attributes asked for, in order; the last one has no reply yet while a question is open. */
  readonly asked: readonly AttributeKey[];
  /** Of these, how many were asked about earlier matters: they do not count for the budget. */
  readonly askedBefore: number;
  /** Of these, what the person would rather not say: never asked again, unknown to the answer. */
  readonly declined: readonly AttributeKey[];
  /** Of these, what the person passed over without an answer: not asked again either, because asking twice presses. */
  readonly passedOver: readonly AttributeKey[];
  readonly open: OpenQuestion | undefined;
  /** The person will say nothing more. */
  readonly closed: boolean;
  /**
   * The last message that spoke of danger. From then on answers take it up, and nothing is asked before the person has said that
   * they want to be asked: then it is undefined again.
   */
  readonly danger: string | undefined;
}

/** A conversation in which nothing was said yet. */
export function openConversation(settings: ConversationSettings, known: Profile): Conversation {
  return {
    settings,
    query: '',
    known,
    asked: [],
    askedBefore: 0,
    declined: [],
    passedOver: [],
    open: undefined,
    closed: false,
    danger: undefined,
  };
}

/** The conversation after a question was put. */
export function ask(conversation: Conversation, open: OpenQuestion): Conversation {
  return { ...conversation, asked: [...conversation.asked, open.attribute], open };
}

/** What may still be asked for: not known, and never asked before. In the order of the attributes. */
export function candidatesOf({ known, asked }: Pick<Conversation, 'known' | 'asked'>): AttributeKey[] {
  return ATTRIBUTE_KEYS.filter((key) => known[key] === undefined && !asked.includes(key));
}

/** Attributes that are known, in their order. */
export function knownAttributes({ known }: Pick<Conversation, 'known'>): AttributeKey[] {
  return ATTRIBUTE_KEYS.filter((key) => known[key] !== undefined);
}
