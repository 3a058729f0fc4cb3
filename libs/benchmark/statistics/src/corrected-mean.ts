import type { Interval } from '@rookery/shared-intervals';
import { studentTQuantile } from './distributions.ts';
import { FEWEST_CLUSTERS } from './mean-inference.ts';

/** A sample that a judge scored and perhaps a person too. */
export interface JudgedSample {
  /** Whose samples resemble each other: the person in the scenario. */
  readonly cluster: string;
  /** The judge's score. */
  readonly judged: number;
  /** The human score, where there is one. */
  readonly label?:
    | {
        readonly value: number;
        /** Chance with which this sample was drawn for labelling, above 0 and at most 1. */
        readonly probability: number;
      }
    | undefined;
}

/** A mean that human labels correct. */
export interface CorrectedMean {
  readonly value: number;
  /** 95%; absent with the reason in `because`. */
  readonly interval: Interval | undefined;
  /** Why there is no interval, or none to lean on; empty otherwise. */
  readonly because: string;
  /** How much the judge is believed: 0 leaves the mean of labels, 1 takes the judge's mean less its mean error. */
  readonly lambda: number;
  readonly standardError: number;
  readonly labels: number;
  /** People behind the labels. */
  readonly labelledClusters: number;
  /** Mean of the judge's scores over all samples. */
  readonly uncorrected: number;
  /** Mean of the labels alone, weighted by their chances. */
  readonly labelsOnly: number;
}

/** With fewer labels a correction moves the mean more by chance than by what the judge does wrong. */
export const FEWEST_LABELS = 20;

/**
 * The mean human score over all samples, from a few labels and the judge's scores of all: prediction-powered inference, PPI++
 * (Angelopoulos, Duchi and Zrnic, arXiv 2311.01453), with labels drawn with unequal, known chances (Zrnic and Candes, "Active
 * statistical inference", ICML 2024) and samples in clusters.
 *
 *     value = sum_l w (y - lambda f) / W  +  lambda * mean of f over all samples,    w = 1 / probability, W = sum_l w
 *
 * Its error comes from the sums of each cluster: e_g = a_g - lambda b_g, with a = w (y - labelsOnly) / W, b = w (f - f_l) / W less
 * (f - mean f) / N, and variance G/(G-1) sum e_g^2. Lambda is the one that makes it least, within 0..1; it is chosen from the same
 * labels, so with very few of them the interval is a little too narrow. The interval is Student's t with as many degrees of
 * freedom as labelled clusters less one.
 *
 * @param samples all that the mean is over; labelled ones are among them
 * @param lambda to fix it, 0..1
 * @returns undefined where there is no label
 * @throws RangeError a probability that is none
 */
export function correctedMean(samples: readonly JudgedSample[], lambda?: number): CorrectedMean | undefined {
  const labelled = samples.flatMap(({ cluster, judged, label }) => {
    if (label === undefined) return [];
    if (!(label.probability > 0 && label.probability <= 1)) {
      throw new RangeError(`probability: is ${label.probability}, a number above 0 and up to 1 is needed`);
    }
    return [{ cluster, judged, value: label.value, weight: 1 / label.probability }];
  });
  if (labelled.length === 0) return undefined;
  const weights = sum(labelled, ({ weight }) => weight);
  const uncorrected = sum(samples, ({ judged }) => judged) / samples.length;
  const labelsOnly = sum(labelled, ({ weight, value }) => weight * value) / weights;
  const judgedLabelled = sum(labelled, ({ weight, judged }) => weight * judged) / weights;

  const parts = new Map<string, { a: number; b: number }>();
  const add = (cluster: string, a: number, b: number): void => {
    const part = parts.get(cluster) ?? { a: 0, b: 0 };
    parts.set(cluster, { a: part.a + a, b: part.b + b });
  };
  for (const { cluster, judged } of samples) add(cluster, 0, (uncorrected - judged) / samples.length);
  for (const { cluster, judged, value, weight } of labelled) {
    add(cluster, (weight * (value - labelsOnly)) / weights, (weight * (judged - judgedLabelled)) / weights);
  }
  const chosen = lambda ?? leastVariance([...parts.values()]);
  const errors = sum([...parts.values()], ({ a, b }) => (a - chosen * b) ** 2);
  const standardError = Math.sqrt((parts.size / (parts.size - 1)) * errors);
  const labelledClusters = new Set(labelled.map(({ cluster }) => cluster)).size;
  const value = labelsOnly - chosen * (judgedLabelled - uncorrected);
  const because = whyNot(labelled.length, labelledClusters, standardError);
  const half = because === '' ? studentTQuantile(0.975, labelledClusters - 1) * standardError : 0;
  return {
    value,
    interval: because === '' ? { low: value - half, high: value + half } : undefined,
    because,
    lambda: chosen,
    standardError,
    labels: labelled.length,
    labelledClusters,
    uncorrected,
    labelsOnly,
  };
}

function leastVariance(parts: readonly { readonly a: number; readonly b: number }[]): number {
  const squares = sum(parts, ({ b }) => b * b);
  if (squares === 0) return 0;
  return Math.min(1, Math.max(0, sum(parts, ({ a, b }) => a * b) / squares));
}

function whyNot(labels: number, clusters: number, standardError: number): string {
  if (labels < FEWEST_LABELS) return `Fewer than ${FEWEST_LABELS} labels cannot correct a judge.`;
  if (clusters < FEWEST_CLUSTERS)
    return `Labels of fewer than ${FEWEST_CLUSTERS} people cannot show how people differ.`;
  if (!(standardError > 0)) return 'Labels do not vary, and how much others would cannot be told from that.';
  return '';
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}
