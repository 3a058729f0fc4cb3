/** A share of cases and what the true share may be. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  /** 95% Wilson score interval; 0..1 where there is no case. */
  readonly low: number;
  readonly high: number;
}

const Z = 1.959_963_984_540_054;

/** The share with its interval: E. B. Wilson, Journal of the American Statistical Association 22 (1927), without continuity correction. */
export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { hits, of, low: 0, high: 1 };
  const share = hits / of;
  const scale = 1 + Z ** 2 / of;
  const middle = (share + Z ** 2 / (2 * of)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { hits, of, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
