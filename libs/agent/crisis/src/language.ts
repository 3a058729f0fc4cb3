import type { Meaning } from './meanings.ts';

/** A writing system whose letters decide whether a language is looked for at all. */
export type Script = 'latin' | 'cyrillic' | 'arabic' | 'devanagari' | 'han' | 'kana';

/**
 * What the screen knows of a language. Every text is written as people write it, with its accents: phrases and messages
 * are brought to the same spelling (spelling.ts) before they meet. Phrases are in the notation of phrase.ts.
 */
export interface CrisisLanguage {
  /** BCP 47, e.g. `en`. */
  readonly tag: string;
  readonly script: Script;
  /** Ways of saying it, by what is said. */
  readonly phrases: Partial<Readonly<Record<Meaning, readonly string[]>>>;
  /** Words that turn a phrase round when they stand in it or right before it. */
  readonly negations: readonly string[];
  /** The same for words that follow, in languages that deny at the end. */
  readonly negationsAfter: readonly string[];
  /** Words beside which a negation turns nothing round: "I don't know why", "I can't stop". */
  readonly notNegating: readonly string[];
  /** Words that begin another thought: a negation before them does not reach behind them, and no gap crosses them. */
  readonly breaks: readonly string[];
  /** Phrases that turn round what comes right after them, whatever it is: "I never said that". */
  readonly denials: readonly string[];
  /** Signs that something is over: crisis becomes concern. */
  readonly past: readonly string[];
  /** Signs that it is not over after all. */
  readonly present: readonly string[];
  /** Signs that somebody else's words are told: crisis becomes concern. */
  readonly reported: readonly string[];
  /** Signs that the words are sung, invented or studied: one level down. */
  readonly framing: readonly string[];
  /**
   * Signs that a sentence is about work, a journey, cooking, a game: what is ambiguous then says nothing, and what depends on
   * its circumstances is one level down. What is said outright stays.
   */
  readonly everyday: readonly string[];
  /** What sounds dangerous and is a figure of speech; taken out before anything is looked for. */
  readonly idioms: readonly string[];
  /** Words of six letters or more that are recognised with one mistake in them, or with letters starred out. */
  readonly repaired: readonly string[];
  /** Shorter words that are recognised with letters starred out. */
  readonly uncensored: readonly string[];
}
