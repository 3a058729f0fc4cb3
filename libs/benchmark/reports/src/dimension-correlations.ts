import {
  clusteredCorrelation,
  FEWEST_CLUSTERS,
  type Interval,
  type Pair,
} from '@rookery/benchmark-statistics';
import { NoInterval, ScoreDimension, type DimensionCorrelation } from '@rookery/shared-contracts';
import type { RunScores } from './run-scores.ts';

const DIMENSIONS = [
  ScoreDimension.RISK_SENSITIVITY,
  ScoreDimension.EMOTIONAL_EMPATHY,
  ScoreDimension.USER_ALIGNMENT,
] as const;
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/** How the three dimensions go together over all scored samples of a run (the paper's figure 11); none without a score. */
export function dimensionCorrelations(scores: RunScores): DimensionCorrelation[] {
  return PAIRS.flatMap(([first, second]) => {
    const found = clusteredCorrelation(pairsOf(scores, first, second));
    if (found.samples === 0) return [];
    const { correlation: r, interval, samples, clusters } = found;
    return [
      {
        first: DIMENSIONS[first],
        second: DIMENSIONS[second],
        correlation:
          r.value === undefined
            ? undefined
            : {
                value: r.value,
                low: interval?.low,
                high: interval?.high,
                samples,
                profiles: clusters,
                noInterval: reasonOf(interval, clusters),
              },
      },
    ];
  });
}

function reasonOf(interval: Interval | undefined, clusters: number): NoInterval {
  if (interval !== undefined) return NoInterval.UNSPECIFIED;
  return clusters < FEWEST_CLUSTERS ? NoInterval.FEW_PROFILES : NoInterval.ALL_ALIKE;
}

/** In one object for all of them. */
function* pairsOf(scores: RunScores, first: 0 | 1 | 2, second: 0 | 1 | 2): Generator<Pair> {
  const pair = { cluster: 0, x: 0, y: 0 };
  for (let place = 0; place < scores.places; place += 1) {
    pair.cluster = scores.person(place);
    for (let cell = 0; cell < scores.cells; cell += 1) {
      if (scores.total(place, cell) === 0) continue;
      pair.x = scores.dimension(place, cell, first);
      pair.y = scores.dimension(place, cell, second);
      yield pair;
    }
  }
}
