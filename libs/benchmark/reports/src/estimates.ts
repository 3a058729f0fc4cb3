import { clusteredMean, type ClusterMoments } from '@rookery/benchmark-statistics';
import type { Estimate } from '@rookery/shared-contracts';

/** A score is entered as the sum of its three dimensions. */
export const SCORE_UNIT = 1 / 3;

/** A mean in the contract's form; undefined without samples. */
export function estimateOf(moments: ClusterMoments | undefined, unit = 1): Estimate | undefined {
  const mean = moments === undefined ? undefined : clusteredMean(moments, unit);
  if (mean === undefined) return undefined;
  return {
    value: mean.value,
    low: mean.interval?.low,
    high: mean.interval?.high,
    samples: mean.samples,
    profiles: mean.clusters,
  };
}
