import { clusteredMean, type ClusteredMean, type ClusterMoments } from '@rookery/benchmark-statistics';
import { NoInterval, type Estimate } from '@rookery/shared-contracts';
import type { Scale } from './scales.ts';

/** With fewer, an interval says how few people there were, and nothing of how they differ. */
export const FEWEST_PROFILES = 5;

/** A mean in the contract's form, with an interval only where it says something; undefined without samples. */
export function estimateOf(
  moments: ClusterMoments | undefined,
  scale: Scale,
  unit = 1,
): Estimate | undefined {
  const mean = moments === undefined ? undefined : clusteredMean(moments, unit);
  if (mean === undefined) return undefined;
  const { value, samples, clusters: profiles } = mean;
  return { value, samples, profiles, ...intervalOf(mean, scale) };
}

/** An interval within its scale, or why there is none. @param clusters people behind the value */
export function intervalOf(
  { interval, clusters }: Pick<ClusteredMean, 'interval' | 'clusters'>,
  scale: Scale,
): Pick<Estimate, 'low' | 'high' | 'noInterval'> {
  const without = (noInterval: NoInterval): ReturnType<typeof intervalOf> => ({
    low: undefined,
    high: undefined,
    noInterval,
  });
  if (interval === undefined || clusters < FEWEST_PROFILES) return without(NoInterval.FEW_PROFILES);
  if (interval.low === interval.high) return without(NoInterval.ALL_ALIKE);
  const low = Math.max(interval.low, scale.low);
  const high = Math.min(interval.high, scale.high);
  if (low === scale.low && high === scale.high) return without(NoInterval.WHOLE_SCALE);
  return { low, high, noInterval: NoInterval.UNSPECIFIED };
}
