import { type Interval, none, type Statistic } from '@rookery/shared-intervals';
import { studentTQuantile } from './distributions.ts';
import { FEWEST_CLUSTERS, FEWEST_FOR_T } from './mean-inference.ts';

/** Two values of one sample, and whose it is. */
export interface Pair {
  readonly cluster: string | number;
  readonly x: number;
  readonly y: number;
}

/** Pearson's correlation with an interval that allows for clusters. */
export interface Correlation {
  readonly correlation: Statistic;
  /** Absent where there is no correlation, and below 5 clusters. */
  readonly interval: Interval | undefined;
  readonly samples: number;
  readonly clusters: number;
  /** Whether clusters are so few that the interval, which leans on the central limit theorem, is likely to be too narrow. */
  readonly fewClusters: boolean;
}

/**
 * Pearson's r over all samples. Its error is that of the jackknife on Fisher's scale, artanh r, leaving out one cluster at a time
 * (Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 11): G-1 over G times the sum of squared distances of the
 * values without a cluster from their mean. The interval is Student's t on that scale, and so stays within -1..1.
 *
 * @param pairs looked at one after the other, and not kept
 */
export function clusteredCorrelation(pairs: Iterable<Pair>): Correlation {
  const clusters = new Map<string | number, Sums>();
  // Around the first pair, so that values far from 0 cost no digits.
  let origin: { readonly x: number; readonly y: number } | undefined;
  for (const pair of pairs) {
    origin ??= { x: pair.x, y: pair.y };
    let own = clusters.get(pair.cluster);
    if (own === undefined) clusters.set(pair.cluster, (own = { ...NOTHING }));
    const [x, y] = [pair.x - origin.x, pair.y - origin.y];
    own.n += 1;
    own.x += x;
    own.y += y;
    own.xx += x * x;
    own.yy += y * y;
    own.xy += x * y;
  }
  const sums = [...clusters.values()];
  const all = sums.reduce((sum, own) => combined(sum, own, 1), NOTHING);
  const without = sums.map((own) => Math.atanh(correlationOf(combined(all, own, -1))));
  const centre = without.reduce((sum, z) => sum + z, 0) / without.length;
  const squares = without.reduce((sum, z) => sum + (z - centre) ** 2, 0);
  return correlationFrom(correlationOf(all), squares, all.n, sums.length);
}

/** @param squares sum over clusters of the squared distance of artanh r without the cluster from the mean of them all */
function correlationFrom(r: number, squares: number, samples: number, clusters: number): Correlation {
  const counts = { samples, clusters, fewClusters: clusters < FEWEST_FOR_T };
  if (!Number.isFinite(r)) {
    const because = 'One of the two does not vary, so there is no correlation.';
    return { correlation: none(because), interval: undefined, ...counts };
  }
  const within = Math.min(1, Math.max(-1, r));
  const correlation = { value: within };
  const half =
    clusters < FEWEST_CLUSTERS
      ? Number.NaN
      : studentTQuantile(0.975, clusters - 1) * Math.sqrt(((clusters - 1) / clusters) * squares);
  const centre = Math.atanh(within);
  if (!Number.isFinite(half) || !Number.isFinite(centre))
    return { correlation, interval: undefined, ...counts };
  return {
    correlation,
    interval: { low: Math.tanh(centre - half), high: Math.tanh(centre + half) },
    ...counts,
  };
}

interface Sums {
  n: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

const NOTHING: Readonly<Sums> = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

function combined(a: Readonly<Sums>, b: Readonly<Sums>, sign: 1 | -1): Sums {
  return {
    n: a.n + sign * b.n,
    x: a.x + sign * b.x,
    y: a.y + sign * b.y,
    xx: a.xx + sign * b.xx,
    yy: a.yy + sign * b.yy,
    xy: a.xy + sign * b.xy,
  };
}

function correlationOf({ n, x, y, xx, yy, xy }: Readonly<Sums>): number {
  const [sx, sy] = [xx - (x * x) / n, yy - (y * y) / n];
  // What rounding leaves of equal values is no variance.
  if (!(sx > 1e-12 * xx && sy > 1e-12 * yy)) return Number.NaN;
  return (xy - (x * y) / n) / Math.sqrt(sx * sy);
}
