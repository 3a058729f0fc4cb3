import type { Estimate } from '@rookery/shared-contracts';

/** Ends of what a value can be. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

export const SCORES: Scale = { low: 1, high: 5 };
export const DIFFERENCES: Scale = { low: -4, high: 4 };
export const CORRELATIONS: Scale = { low: -1, high: 1 };
export const QUESTIONS: Scale = { low: 0, high: Infinity };

/** With fewer, the interval says how few people there were, and nothing of how they differ. */
const FEWEST_PROFILES = 5;

/** Why a mean has no interval. */
export type NoInterval = 'few' | 'alike';

/** An interval worth showing, within its scale; or why there is none. */
export function intervalOf(
  { low, high, samples, profiles }: Estimate,
  scale: Scale,
): { readonly low: number; readonly high: number } | NoInterval {
  if (low === undefined || high === undefined || profiles < FEWEST_PROFILES) return 'few';
  if (high === low && samples > 0) return 'alike';
  return { low: Math.max(low, scale.low), high: Math.min(high, scale.high) };
}

/** What stands under a table in which some mean has no interval. */
export const NO_INTERVAL: Readonly<Record<NoInterval, string>> = {
  few: `No interval stands where fewer than ${FEWEST_PROFILES} people are behind a mean: so few cannot show how people differ.`,
  alike:
    'No interval stands where all values are the same: how much others would differ cannot be told from that.',
};
