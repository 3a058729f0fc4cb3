import type { Interval, Resampling } from '@rookery/shared-intervals';
import type { ClusterMoments } from './cluster-moments.ts';
import { effectiveClusters, spreadOf, type ClusterSums } from './cluster-sums.ts';
import { momentsError } from './clustered-mean.ts';
import { studentTQuantile, studentTTails } from './distributions.ts';
import { STANDARD_RESAMPLING, WildBootstrap } from './wild-bootstrap.ts';

/** Below so many effective clusters the t interval covers too seldom, and the bootstrap stands in for it. */
export const FEWEST_FOR_T = 30;
/** Below so many clusters nothing is said of how others would differ: no method covers. */
export const FEWEST_CLUSTERS = 5;

/** By what an interval was made. */
export type IntervalMethod = 't' | 'wild-bootstrap';

/** A mean with its interval and the test that it is 0; or the mean and the sentence why there is neither. */
export type MeanInference = {
  readonly value: number;
  readonly samples: number;
  readonly clusters: number;
} & (
  | {
      readonly interval: Interval;
      /** Two-sided, of a mean of 0. */
      readonly pValue: number;
      readonly method: IntervalMethod;
    }
  | { readonly interval: undefined; readonly because: string }
);

/**
 * A mean of clustered samples, with a 95% interval and a p value that hold for the clusters that there are: Student's t on the
 * cluster-robust error (see `clusteredMean`) from 30 effective clusters on, the wild cluster bootstrap from 5 clusters
 * to there, and below, or where all clusters agree, a sentence. The mean of paired differences is such a mean.
 *
 * @param sums of values, by cluster
 * @param what what a cluster is, in the plural, for sentences: `people`
 * @returns undefined for no samples
 */
export function meanInference(
  sums: ClusterSums,
  what = 'people',
  resampling: Resampling = STANDARD_RESAMPLING,
): MeanInference | undefined {
  const { clusters, samples, mean, standardError, effectiveClusters } = spreadOf(sums);
  if (samples === 0) return undefined;
  const counts = { value: mean, samples, clusters };
  const because = whyNoInterval(clusters, standardError, mean, what);
  if (because !== undefined) return { ...counts, interval: undefined, because };
  if (effectiveClusters >= FEWEST_FOR_T) return { ...counts, ...byT(mean, standardError, clusters) };
  const wild = new WildBootstrap(sums, resampling);
  return { ...counts, interval: wild.interval(), pValue: wild.pValue(0), method: 'wild-bootstrap' };
}

/** So many uneven clusters are resampled; for more, which take long, the t interval has to do. */
export const MOST_RESAMPLED = 1000;

/** Whether `momentInference` wants the sums of each cluster, because the t interval would not hold. */
export function needsClusters(moments: ClusterMoments): boolean {
  const clusters = Number(moments.clusters);
  return (
    clusters >= FEWEST_CLUSTERS && clusters <= MOST_RESAMPLED && effectiveClusters(moments) < FEWEST_FOR_T
  );
}

/**
 * `meanInference` from the moments that a database has added up.
 *
 * @param unit what an integer step of a value is worth
 * @param sums of the same samples by cluster, in integer steps, where `needsClusters` says so; without them by t
 */
export function momentInference(
  moments: ClusterMoments,
  unit: number,
  sums?: ClusterSums,
): MeanInference | undefined {
  if (moments.samples === 0n) return undefined;
  if (sums !== undefined && needsClusters(moments)) {
    return meanInference({ sizes: sums.sizes, totals: sums.totals.map((total) => total * unit) });
  }
  const clusters = Number(moments.clusters);
  const samples = Number(moments.samples);
  const mean = (Number(moments.total) / samples) * unit;
  const error = clusters < 2 ? Number.NaN : momentsError(moments) * Math.abs(unit);
  const because = whyNoInterval(clusters, error, mean);
  const counts = { value: mean, samples, clusters };
  if (because !== undefined) return { ...counts, interval: undefined, because };
  return { ...counts, ...byT(mean, error, clusters) };
}

/** The interval and p value by Student's t with G - 1 degrees of freedom. */
function byT(
  mean: number,
  standardError: number,
  clusters: number,
): { interval: Interval; pValue: number; method: 't' } {
  const half = studentTQuantile(0.975, clusters - 1) * standardError;
  return {
    interval: { low: mean - half, high: mean + half },
    pValue: studentTTails(mean / standardError, clusters - 1),
    method: 't',
  };
}

/** The sentence that stands where an interval would say nothing true; undefined where there is an interval to be had. */
function whyNoInterval(
  clusters: number,
  standardError: number,
  mean: number,
  what = 'people',
): string | undefined {
  if (clusters < FEWEST_CLUSTERS) {
    return `Fewer than ${FEWEST_CLUSTERS} ${what} are behind it, which cannot show how ${what} differ.`;
  }
  // Sums of integers are exact; what is left of values in floating point is no difference.
  if (!(standardError > 1e-12 * Math.abs(mean))) {
    return `All ${clusters} ${what} agree, and how much others would differ cannot be told from that.`;
  }
  return undefined;
}
