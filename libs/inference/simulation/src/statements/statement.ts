import type { AttributeKey } from '@rookery/shared-scenario';

/** A way in which people tell a fact about themselves. */
export interface Statement {
  readonly attribute: AttributeKey;
  /** Finds the words; case does not matter. */
  readonly words: RegExp;
  /** The fact in plain words: fixed, or the first group of the match. */
  readonly value?: string;
}
