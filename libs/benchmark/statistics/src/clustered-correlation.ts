import { studentTQuantile } from './distributions.ts';
import { FEWEST_CLUSTERS, FEWEST_FOR_T } from './mean-inference.ts';
import { none, type Interval, type Statistic } from './statistic.ts';

/** Two values of one sample, and whose it is. */
export interface Pair {
  readonly cluster: string;
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
 * Pearson's r over all samples. Its error is that of its influence function, x'y' - r (x'^2 + y'^2) / 2 in standardised values
 * (Devlin, Gnanadesikan and Kettenring, Biometrika 62, 1975), summed by cluster; the interval is Student's t on Fisher's scale,
 * artanh r, and so stays within -1..1.
 */
export function clusteredCorrelation(pairs: readonly Pair[]): Correlation {
  const samples = pairs.length;
  const mean = (value: (pair: Pair) => number): number =>
    pairs.reduce((sum, pair) => sum + value(pair), 0) / samples;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const sx = Math.sqrt(mean(({ x }) => (x - mx) ** 2));
  const sy = Math.sqrt(mean(({ y }) => (y - my) ** 2));
  const flat = !(sx > 1e-12 * Math.abs(mx) && sy > 1e-12 * Math.abs(my));
  const r = flat ? Number.NaN : mean(({ x, y }) => ((x - mx) / sx) * ((y - my) / sy));
  const influence = new Map<string, number>();
  for (const { cluster, x, y } of pairs) {
    const [u, v] = [(x - mx) / sx, (y - my) / sy];
    influence.set(cluster, (influence.get(cluster) ?? 0) + u * v - (r * (u * u + v * v)) / 2);
  }
  const squares = [...influence.values()].reduce((sum, value) => sum + value * value, 0);
  return correlationFrom(r, squares, samples, influence.size);
}

/**
 * The same from sums, for where a database adds up.
 *
 * @param r the correlation, NaN where there is none
 * @param influenceSquared sum over clusters of the squared sum of the cluster's influence
 */
export function correlationFrom(
  r: number,
  influenceSquared: number,
  samples: number,
  clusters: number,
): Correlation {
  const counts = { samples, clusters, fewClusters: clusters < FEWEST_FOR_T };
  if (!Number.isFinite(r)) {
    const because = 'One of the two does not vary, so there is no correlation.';
    return { correlation: none(because), interval: undefined, ...counts };
  }
  const within = Math.min(1, Math.max(-1, r));
  const correlation = { value: within };
  const slack = 1 - within * within;
  if (clusters < FEWEST_CLUSTERS || slack < 1e-12) return { correlation, interval: undefined, ...counts };
  const error = Math.sqrt((clusters / (clusters - 1)) * influenceSquared) / samples / slack;
  const half = studentTQuantile(0.975, clusters - 1) * error;
  const centre = Math.atanh(within);
  return {
    correlation,
    interval: { low: Math.tanh(centre - half), high: Math.tanh(centre + half) },
    ...counts,
  };
}
