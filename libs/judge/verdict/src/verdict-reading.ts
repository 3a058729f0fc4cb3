import type { DimensionKey } from '@rookery/judge-rubric';

/** Three integers from 1 to 5. */
export type Scores = Readonly<Record<DimensionKey, number>>;

/** How a verdict was read. */
export type VerdictFormat = 'structured' | 'text';

/** Why a judge's answer gives no scores (contract: rookery.judge.v1.UnscoredReason). */
export type UnscoredReason =
  | 'unreadable'
  | 'truncated'
  | 'incomplete'
  | 'out_of_range'
  | 'contradictory'
  | 'refused'
  | 'filtered'
  | 'limit_spent_thinking';

/** A verdict is read or it is missing; nothing is imputed. */
export type VerdictReading =
  | { readonly scored: true; readonly scores: Scores; readonly format: VerdictFormat }
  | { readonly scored: false; readonly reason: UnscoredReason };

export function unscored(reason: UnscoredReason): VerdictReading {
  return { scored: false, reason };
}
