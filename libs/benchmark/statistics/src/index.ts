export { momentsOf } from './cluster-moments.ts';
export type { ClusterMoments } from './cluster-moments.ts';
export { effectiveClusters, spreadOf, sumsOf } from './cluster-sums.ts';
export type { ClusterSums, Spread } from './cluster-sums.ts';
export { clusteredMean, momentsError } from './clustered-mean.ts';
export type { ClusteredMean } from './clustered-mean.ts';
export {
  FEWEST_CLUSTERS,
  FEWEST_FOR_T,
  meanInference,
  momentInference,
  MOST_RESAMPLED,
  needsClusters,
} from './mean-inference.ts';
export type { IntervalMethod, MeanInference } from './mean-inference.ts';
export { STANDARD_RESAMPLING, WildBootstrap } from './wild-bootstrap.ts';
export { BootstrapTable } from './bootstrap-table.ts';
export { RankCounts } from './rank-counts.ts';
export { pairedDifference, pairsOf } from './paired-difference.ts';
export type { Measured } from './paired-difference.ts';
export { holm } from './holm.ts';
export { lettersOf } from './told-apart.ts';
export { effectSize, pairedTotals } from './effect-size.ts';
export type { EffectSize, PairedTotals } from './effect-size.ts';
export { clusteredCorrelation } from './clustered-correlation.ts';
export type { Correlation, Pair } from './clustered-correlation.ts';
export { missingVerdictBounds } from './missing-verdicts.ts';
export { componentsFrom, nestedSums, varianceComponents } from './variance-components.ts';
export { noiseOf, shareOf } from './noise.ts';
export { verdictNoise, type AnswerVerdicts, type VerdictNoise } from './verdict-noise.ts';
export type { NoiseSplit, QueryGroup } from './noise.ts';
export type { InnerGroup, NestedSums, VarianceComponents } from './variance-components.ts';
export { detectableDifference, peopleNeeded, powerOfT, varianceOfPerson } from './power.ts';
export type { Design, Noise, Wanted } from './power.ts';
export { ConfidenceSequence } from './confidence-sequence.ts';
export type { SequenceSettings, SequentialVerdict } from './confidence-sequence.ts';
export { correctedMean, FEWEST_LABELS } from './corrected-mean.ts';
export type { CorrectedMean, JudgedSample } from './corrected-mean.ts';
export {
  chiSquareAbove,
  fAbove,
  fQuantile,
  normalBelow,
  normalQuantile,
  studentTQuantile,
  studentTTails,
} from './distributions.ts';
export {
  bootstrapInterval,
  bootstrapIntervals,
  drawsOf,
  none,
  quantileOf,
  statistic,
  type Draws,
  type Interval,
  type Resampling,
  type Statistic,
  type Uncertainty,
} from '@rookery/shared-intervals';
