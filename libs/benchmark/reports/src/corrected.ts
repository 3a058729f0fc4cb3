import type { CorrectedCell } from '@rookery/benchmark-ratings';
import type { CorrectedMean } from '@rookery/shared-contracts';
import { statusToWire } from '@rookery/shared-scenario';
import { intervalOf } from './estimates.ts';
import { SCORES } from './scales.ts';

/** A corrected mean in the contract's form; its interval stays on the scale. */
export function correctedMeanOf({ model, status, mean, samples }: CorrectedCell): CorrectedMean {
  const { value, interval, because, lambda, labels, labelledClusters, uncorrected, labelsOnly } = mean;
  return {
    model,
    status: statusToWire(status),
    corrected: {
      value,
      samples,
      profiles: labelledClusters,
      ...intervalOf({ interval, clusters: labelledClusters }, SCORES),
    },
    uncorrected,
    ratingsOnly: labelsOnly,
    lambda,
    ratings: labels,
    because,
  };
}
