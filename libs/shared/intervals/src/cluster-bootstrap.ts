import { quantileOf } from './quantile.ts';
import { drawsOf } from './draws.ts';
import type { Uncertainty } from './statistic.ts';

/** How a bootstrap is drawn. */
export interface Resampling {
  /** Number of resamples. */
  readonly replicates: number;
  /** 0 to 2^32 - 1; the same seed gives the same result. */
  readonly seed: number;
}

/** Where more than this share of resamples has no value, an interval of the rest would be one of other data. */
const MOST_WITHOUT_VALUE = 0.05;

/**
 * 95% percentile intervals of anything that can be computed from clusters, by drawing as many clusters as there are, with
 * replacement (Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13). It needs a few dozen clusters: with
 * fewer it is too narrow.
 *
 * @param clusters how many there are
 * @param statisticsOf values over the drawn clusters, by their numbers, which may repeat; not finite where there is none
 * @returns an interval for each value, all from the same resamples
 */
export function bootstrapIntervals(
  clusters: number,
  statisticsOf: (drawn: Uint32Array) => readonly number[],
  { replicates, seed }: Resampling,
): Uncertainty[] {
  const draws = drawsOf(seed);
  const drawn = Uint32Array.from({ length: clusters }, (_, place) => place);
  const values = statisticsOf(drawn).map(() => [] as number[]);
  if (clusters < 2)
    return values.map(() => ({ interval: undefined, because: 'One cluster cannot be resampled.' }));
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    for (let place = 0; place < clusters; place += 1) drawn[place] = draws.below(clusters);
    statisticsOf(drawn).forEach((value, at) => {
      if (Number.isFinite(value)) values[at]?.push(value);
    });
  }
  return values.map((found) => percentiles(found, replicates));
}

/** `bootstrapIntervals` of one value. */
export function bootstrapInterval(
  clusters: number,
  statisticOf: (drawn: Uint32Array) => number,
  resampling: Resampling,
): Uncertainty {
  const [only] = bootstrapIntervals(clusters, (drawn) => [statisticOf(drawn)], resampling);
  return only ?? { interval: undefined, because: 'There is no value.' };
}

function percentiles(found: readonly number[], replicates: number): Uncertainty {
  if (found.length === 0 || found.length < (1 - MOST_WITHOUT_VALUE) * replicates) {
    return {
      interval: undefined,
      because: `${replicates - found.length} of ${replicates} resamples have no value, so there is no interval.`,
    };
  }
  const sorted = Float64Array.from(found).sort();
  return { interval: { low: quantileOf(sorted, 0.025), high: quantileOf(sorted, 0.975) } };
}
