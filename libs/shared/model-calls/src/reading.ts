/** Why a model's answer could not be used. */
export type UnreadableReason =
  /** Neither the JSON that was asked for nor words that say the same. */
  | 'no_answer'
  /** A number outside its scale. */
  | 'out_of_range'
  /** It says two different things. */
  | 'contradictory'
  /** It names nothing that could be chosen. */
  | 'not_a_candidate';

/** What was understood of a model's answer: read or unreadable, never guessed. */
export type Reading<T> =
  | { readonly readable: true; readonly value: T }
  | { readonly readable: false; readonly reason: UnreadableReason };

export function read<T>(value: T): Reading<T> {
  return { readable: true, value };
}

export function unreadable(reason: UnreadableReason): Reading<never> {
  return { readable: false, reason };
}
