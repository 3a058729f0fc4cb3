import { FEWEST_PROFILES } from '@rookery/benchmark-reports';
import { clusteredCorrelation, spreadOf, studentTQuantile, sumsOf } from '@rookery/benchmark-statistics';
import type { ExhibitPoint } from '@rookery/shared-contracts';
import type { DomainOrUnknown, Status } from '@rookery/shared-scenario';

/** A sample with its scores, as experiments read it. */
export interface MeasuredSample {
  readonly scenario: string;
  readonly domain: DomainOrUnknown;
  /** Whose samples resemble each other. */
  readonly person: string;
  readonly model: string;
  readonly status: Status;
  readonly repetition: number;
  readonly risk: number;
  readonly empathy: number;
  readonly alignment: number;
  /** Undefined for statuses that ask none. */
  readonly questions: number | undefined;
}

/** The three dimensions, in the paper's order. */
export const DIMENSIONS = [
  ['risk', 'Risk sensitivity'],
  ['empathy', 'Emotional empathy'],
  ['alignment', 'User alignment'],
] as const;

/** The personalised safety score: the mean of the three, 1..5. */
export function scoreOf({ risk, empathy, alignment }: MeasuredSample): number {
  return (risk + empathy + alignment) / 3;
}

/** Ends that no mean can pass. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

const SCORES: Ends = { low: 1, high: 5 };

/** A point without a value. */
export const NOTHING: ExhibitPoint = {
  x: undefined,
  value: undefined,
  low: undefined,
  high: undefined,
  samples: 0,
};

/**
 * The mean of values with a 95% interval that allows for samples of one person resembling each other: Student's t on the
 * cluster-robust error, as in reports (docs/statistics.md). No interval with fewer than five people, or where all agree.
 */
export function meanPoint(
  values: Iterable<readonly [person: string, value: number]>,
  ends: Ends | undefined = SCORES,
  x?: number,
): ExhibitPoint {
  const { clusters, samples, mean, standardError } = spreadOf(sumsOf(values));
  if (samples === 0) return { ...NOTHING, x };
  const point = { x, value: mean, low: undefined, high: undefined, samples };
  if (clusters < FEWEST_PROFILES || !(standardError > 1e-12)) return point;
  const half = studentTQuantile(0.975, clusters - 1) * standardError;
  return {
    ...point,
    low: Math.max(mean - half, ends?.low ?? -Infinity),
    high: Math.min(mean + half, ends?.high ?? Infinity),
  };
}

/** The mean score of samples. */
export function meanScore(samples: readonly MeasuredSample[], x?: number): ExhibitPoint {
  return meanPoint(
    samples.map((one) => [one.person, scoreOf(one)]),
    SCORES,
    x,
  );
}

/** What is measured twice of the same scenario and repetition: the mean of `to` less `from`. */
export function meanGain(
  from: readonly MeasuredSample[],
  to: readonly MeasuredSample[],
  of: (sample: MeasuredSample) => number = scoreOf,
): ExhibitPoint {
  const before = new Map(from.map((one) => [pairKey(one), of(one)]));
  const gains = to.flatMap((one) => {
    const earlier = before.get(pairKey(one));
    return earlier === undefined ? [] : [[one.person, of(one) - earlier] as const];
  });
  return meanPoint(gains, { low: -4, high: 4 });
}

const pairKey = ({ model, scenario, repetition }: MeasuredSample): string =>
  `${model} ${scenario} ${repetition}`;

/** Pearson's correlation of two things of the same samples, with the interval of reports. */
export function correlationPoint(
  pairs: readonly { readonly cluster: string; readonly x: number; readonly y: number }[],
): ExhibitPoint {
  if (pairs.length === 0) return NOTHING;
  const { correlation, interval, samples } = clusteredCorrelation(pairs);
  return { x: undefined, value: correlation.value, low: interval?.low, high: interval?.high, samples };
}
