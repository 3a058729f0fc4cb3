import { drawsOf } from '@rookery/benchmark-statistics';

/** A judge's score, the human one beside it, and how much the pair counts. */
export interface Calibrated {
  readonly judged: number;
  readonly human: number;
  /** Above 0; 1 where nothing is said. For labels drawn with unequal chances: 1 / chance. */
  readonly weight?: number | undefined;
}

/** A calibration: what a person would have given, by what the judge gave; never falling. */
export interface Calibration {
  /** Knots in ascending order of `judged`. */
  readonly knots: readonly { readonly judged: number; readonly human: number }[];
  /** Between knots in proportion, beyond them the nearest one's. */
  readonly apply: (judged: number) => number;
}

/**
 * The non-decreasing function of the judge's score that lies nearest to the human scores in squared distance: pooling of adjacent
 * violators (Barlow, Bartholomew, Bremner and Brunk, Statistical inference under order restrictions, 1972). Equal judge's
 * scores are one knot with the mean of their human scores.
 *
 * @param pairs at least one
 */
export function isotonicCalibration(pairs: readonly Calibrated[]): Calibration {
  const blocks: { sum: number; weight: number; judged: number[] }[] = [];
  const byScore = Map.groupBy(pairs, ({ judged }) => judged);
  for (const judged of [...byScore.keys()].sort((a, b) => a - b)) {
    let [sum, weight] = [0, 0];
    for (const { human, weight: own = 1 } of byScore.get(judged) ?? []) {
      sum += own * human;
      weight += own;
    }
    let block = { sum, weight, judged: [judged] };
    // A block that lies below the one before it is joined with it, until none does.
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.sum / last.weight < block.sum / block.weight) break;
      blocks.pop();
      block = {
        sum: last.sum + block.sum,
        weight: last.weight + block.weight,
        judged: [...last.judged, ...block.judged],
      };
    }
    blocks.push(block);
  }
  const knots = blocks.flatMap(({ sum, weight, judged }) =>
    judged.map((one) => ({ judged: one, human: sum / weight })),
  );
  if (knots.length === 0) throw new RangeError('pairs: are none, at least one is needed');
  return { knots, apply: (judged) => interpolated(knots, judged) };
}

function interpolated(knots: Calibration['knots'], judged: number): number {
  const above = knots.findIndex((knot) => knot.judged >= judged);
  const high = knots[above] ?? knots.at(-1);
  const low = knots[above - 1] ?? high;
  if (high === undefined || low === undefined) return Number.NaN;
  if (above <= 0 || high.judged === low.judged) return high.human;
  return low.human + ((judged - low.judged) / (high.judged - low.judged)) * (high.human - low.human);
}

/** A pair and whose it is. */
export interface ClusteredPair extends Calibrated {
  readonly cluster: string;
}

/** What a calibration is worth on people whom it was not fitted on. */
export interface CalibrationCheck {
  /** Each pair's calibrated score from a fit without its fold, in the order of the pairs. */
  readonly outOfFold: readonly number[];
  /** Mean squared distance to the human score: as judged, calibrated, and for the constant that the other folds suggest. */
  readonly squaredError: { readonly judged: number; readonly calibrated: number; readonly constant: number };
  readonly folds: number;
}

/**
 * Cross-validation by clusters: all samples of one person lie in one fold, drawn at random, so that a fit is never tested on a
 * person it knows.
 *
 * @param folds 2 or more; no more than there are clusters are made
 * @returns the sentence why not, for fewer than two clusters
 */
export function checkedCalibration(
  pairs: readonly ClusteredPair[],
  { folds = 10, seed }: { readonly folds?: number; readonly seed: number },
): CalibrationCheck | { readonly because: string } {
  const clusters = [...new Set(pairs.map(({ cluster }) => cluster))];
  if (clusters.length < 2)
    return { because: 'Fewer than two people are behind the labels: nobody is left to check on.' };
  const made = Math.min(folds, clusters.length);
  const foldOf = drawnFolds(clusters, made, seed);
  const outOfFold = new Array<number>(pairs.length).fill(Number.NaN);
  let [judgedError, calibratedError, constantError, weights] = [0, 0, 0, 0];
  for (let fold = 0; fold < made; fold += 1) {
    const others = pairs.filter(({ cluster }) => foldOf.get(cluster) !== fold);
    const { apply } = isotonicCalibration(others);
    const constant = weightedMean(others);
    pairs.forEach((pair, place) => {
      if (foldOf.get(pair.cluster) !== fold) return;
      const { judged, human, weight = 1 } = pair;
      const calibrated = apply(judged);
      outOfFold[place] = calibrated;
      judgedError += weight * (judged - human) ** 2;
      calibratedError += weight * (calibrated - human) ** 2;
      constantError += weight * (constant - human) ** 2;
      weights += weight;
    });
  }
  return {
    outOfFold,
    squaredError: {
      judged: judgedError / weights,
      calibrated: calibratedError / weights,
      constant: constantError / weights,
    },
    folds: made,
  };
}

/** Shuffled, then dealt out in turn, so that folds have as many clusters as each other. */
function drawnFolds(clusters: readonly string[], folds: number, seed: number): ReadonlyMap<string, number> {
  const draws = drawsOf(seed);
  const shuffled = [...clusters];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = draws.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? '', shuffled[last] ?? ''];
  }
  return new Map(shuffled.map((cluster, place) => [cluster, place % folds]));
}

function weightedMean(pairs: readonly Calibrated[]): number {
  let [sum, weights] = [0, 0];
  for (const { human, weight = 1 } of pairs) {
    sum += weight * human;
    weights += weight;
  }
  return sum / weights;
}
