import type { Conversation } from '@rookery/shared-client';
import type { History } from './history.ts';
import { repliesIn } from './replay.ts';

/** What is known of the questions of a conversation that no session knows. */
export interface KnownQuestions {
  readonly history: History;
  /** What was asked for at the end of each exchange; undefined: nothing of ours. */
  readonly attributes: readonly (string | undefined)[];
  /** What was asked for besides, in turns that the client has left out. */
  readonly elsewhere: readonly string[];
  /** Most questions about one matter. */
  readonly budget: number;
}

/**
 * Holds a conversation that is read again to what was asked in it: nobody is asked twice, least of all for what they declined, and
 * the budget of questions is not begun anew.
 */
export class AskedBefore {
  readonly #history: History;
  readonly #replies: Map<string, string>;
  readonly #asked: ReadonlySet<string>;
  /** Questions about the matter at hand. */
  readonly #count: number;
  readonly #budget: number;

  constructor({ history, attributes, elsewhere, budget }: KnownQuestions) {
    this.#history = history;
    this.#replies = repliesIn(history, attributes);
    this.#asked = new Set([...this.#replies.keys(), ...elsewhere]);
    // An exchange that ends with no question of ours has answered the matter before.
    const answered = attributes.lastIndexOf(undefined);
    this.#count = new Set(attributes.slice(answered + 1)).size;
    this.#budget = budget;
  }

  /** As many questions were asked as may be. */
  get isBudgetSpent(): boolean {
    return this.#count >= this.#budget;
  }

  /** Replies for a person who was asked this before. @returns false when it is for them to reply */
  takesOver(attribute: string, conversation: Pick<Conversation, 'reply' | 'decline' | 'answerNow'>): boolean {
    const reply = this.#replies.get(attribute);
    if (reply !== undefined) {
      this.#replies.delete(attribute);
      conversation.reply(reply);
      return true;
    }
    if (this.#asked.has(attribute)) {
      conversation.decline();
      return true;
    }
    if (!this.isBudgetSpent) return false;
    conversation.answerNow();
    return true;
  }

  /** Whether the person has this notice before their eyes. */
  holdsNotice(text: string): boolean {
    return this.#history.exchanges.some(({ assistant }) => assistant.includes(text));
  }
}
