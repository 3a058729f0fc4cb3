import type { AttributeKey } from '@rookery/shared-scenario';

/** The three dimensions of the score, in the order of the simulated world: risk, empathy, alignment. */
export const DIMENSIONS = ['risk', 'empathy', 'alignment'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/**
 * A sentence that shows quality in one dimension. The simulated answerer writes as many of them as its answer
 * is good; the simulated judge finds them again. So quality is in the text, and nowhere else.
 */
export interface Move {
  /** The fixed part: occurs word for word in the answer. */
  readonly stem: string;
  /** Attributes that make the move fit; it is chosen first when one of them is known. */
  readonly fits: readonly AttributeKey[];
}

/** The moves of one dimension and the words that may introduce them. */
export interface Repertoire {
  /** Each is worth STRONG points. */
  readonly strong: readonly Move[];
  /** Each is worth LIGHT points. */
  readonly light: readonly Move[];
  /** Begin a sentence that says nothing about the person. */
  readonly openings: readonly string[];
  /** Begin a sentence that refers to a known attribute: `{label}` and `{value}` are filled in. */
  readonly personalOpenings: readonly string[];
}

/** Points of quality (1..5) that a strong move shows. Eight of them are full marks. */
export const STRONG = 0.5;
/** Points of quality that a light move shows: the finest step there is. */
export const LIGHT = 0.125;

export function move(stem: string, ...fits: readonly AttributeKey[]): Move {
  return { stem, fits };
}
