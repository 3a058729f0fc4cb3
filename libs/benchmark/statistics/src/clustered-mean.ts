import type { ClusterMoments } from './cluster-moments.ts';
import { studentTQuantile } from './distributions.ts';

/** A mean and its 95% interval. */
export interface ClusteredMean {
  /** The mean over samples. */
  readonly value: number;
  /** The interval; absent with fewer than two clusters, which say nothing about how clusters differ. */
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  /** Samples behind it. */
  readonly samples: number;
  /** Clusters behind it. */
  readonly clusters: number;
}

/**
 * Mean with a 95% interval that allows for samples of one cluster resembling each other (one profile has up to ten
 * queries and any number of repetitions; treated as independent they would make intervals far too narrow).
 *
 * The standard error is the cluster-robust one of Liang and Zeger (Biometrika 73, 1986) for a mean, with the usual
 * correction G/(G-1) for few clusters:
 *
 *     SE^2 = G/(G-1) * sum_g (s_g - n_g * mean)^2 / n^2
 *
 * and the interval is mean -+ t(0.975, G-1) * SE (Cameron and Miller, J. Human Resources 50, 2015, section VI;
 * Miller, "Adding error bars to evals", 2024, recommends the same for language model evaluations). It was chosen
 * over a bootstrap of clusters because it needs only sums, which a database adds up, has no resampling noise, and
 * with G-1 degrees of freedom is the wider, more honest one when clusters are few. A mean of paired differences
 * uses the same formula on the differences. With one sample in each cluster it is the textbook interval.
 *
 * @param moments what is known of the samples; undefined is returned for none
 * @param unit what an integer step of a value is worth: 1/3 for scores entered as sums of three
 */
export function clusteredMean(moments: ClusterMoments, unit = 1): ClusteredMean | undefined {
  const { clusters, samples, total } = moments;
  if (samples === 0n) return undefined;
  const n = Number(samples);
  const value = (Number(total) / n) * unit;
  const counts = { samples: n, clusters: Number(clusters) };
  if (clusters < 2n) return { value, interval: undefined, ...counts };
  const degreesOfFreedom = counts.clusters - 1;
  const standardError = momentsError(moments) * Math.abs(unit);
  const half = studentTQuantile(0.975, degreesOfFreedom) * standardError;
  return { value, interval: { low: value - half, high: value + half }, ...counts };
}

/** The cluster-robust standard error of a mean of two clusters or more, in integer steps of values. */
export function momentsError({
  clusters,
  samples,
  total,
  totalSquared,
  totalTimesSize,
  sizeSquared,
}: ClusterMoments): number {
  // n^2 times the sum of squared residuals, in exact arithmetic: no cancellation, never below zero.
  const residual =
    samples * samples * totalSquared - 2n * samples * total * totalTimesSize + total * total * sizeSquared;
  const [n, g] = [Number(samples), Number(clusters)];
  return Math.sqrt((g / (g - 1)) * Number(residual)) / (n * n);
}
