/** Ends of what a value can be. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

export const SCORES: Scale = { low: 1, high: 5 };
export const DIFFERENCES: Scale = { low: -4, high: 4 };
/** Shares of answers, and how they differ. */
export const SHARES: Scale = { low: 0, high: 1 };
export const SHARE_DIFFERENCES: Scale = { low: -1, high: 1 };
export const QUESTIONS: Scale = { low: 0, high: Infinity };
