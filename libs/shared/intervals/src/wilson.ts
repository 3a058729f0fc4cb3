import type { Interval } from './statistic.ts';

/** 97.5% quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * 95% score interval of a share, without continuity correction (E. B. Wilson, Journal of the American Statistical Association 22, 1927).
 *
 * @param share 0..1
 * @param trials how many it is of, above 0; a fraction where trials are not independent
 */
export function wilsonInterval(share: number, trials: number): Interval {
  const z2 = Z * Z;
  const scale = 1 + z2 / trials;
  const middle = (share + z2 / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return {
    low: share === 0 ? 0 : Math.max(0, middle - half),
    high: share === 1 ? 1 : Math.min(1, middle + half),
  };
}
