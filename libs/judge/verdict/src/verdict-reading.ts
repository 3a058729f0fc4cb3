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

/** No scores, and why. */
export interface Unscored {
  readonly scored: false;
  readonly reason: UnscoredReason;
}

/** What a sheet of scores says. */
export type SheetReading =
  { readonly scored: true; readonly scores: Scores; readonly format: VerdictFormat } | Unscored;

/** Why, in the judge's words; dimensions that it gave no reason for are left out. */
export type Justifications = Readonly<Partial<Record<DimensionKey, string>>>;

/** A verdict is read or it is missing; nothing is imputed. */
export type VerdictReading =
  | {
      readonly scored: true;
      readonly scores: Scores;
      readonly format: VerdictFormat;
      readonly justifications: Justifications;
    }
  | Unscored;

/** The same for one dimension that was asked for alone. */
export type DimensionReading =
  { readonly scored: true; readonly score: number; readonly format: VerdictFormat } | Unscored;

export function unscored(reason: UnscoredReason): Unscored {
  return { scored: false, reason };
}
