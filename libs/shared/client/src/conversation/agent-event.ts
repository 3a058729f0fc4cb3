import type { CrisisNotice, FinalAnswer, Question } from '@rookery/shared-contracts';

/** What the agent says, in the order in which it is to be shown. */
export type AgentEvent =
  /** Somebody to turn to, because a message sounds as if the person were in danger. The conversation goes on. */
  | { readonly kind: 'crisis'; readonly notice: CrisisNotice }
  /** What the person has to be told about what they talk with: that it is an AI. */
  | { readonly kind: 'aiNotice'; readonly reason: 'beginning' | 'minor'; readonly text: string }
  /** Waits for `reply`, `decline` or `answerNow`. */
  | ({ readonly kind: 'question' } & Readonly<Omit<Question, '$type'>>)
  /** The next piece of the answer's text. */
  | { readonly kind: 'piece'; readonly text: string }
  /** The pieces so far are void: the answer was begun anew, in other words, after a lost connection. */
  | { readonly kind: 'rewritten' }
  /** The whole answer; nothing follows. */
  | { readonly kind: 'answer'; readonly answer: FinalAnswer };
