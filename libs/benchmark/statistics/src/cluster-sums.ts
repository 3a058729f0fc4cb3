import type { ClusterMoments } from './cluster-moments.ts';

/** What is known of each cluster: the number of its samples and the sum of their values, in the same order. */
export interface ClusterSums {
  readonly sizes: Float64Array;
  readonly totals: Float64Array;
}

/**
 * Sums of samples that are at hand, clusters in the order in which they first come.
 *
 * @param samples cluster key and value of each sample
 */
export function sumsOf(samples: Iterable<readonly [cluster: string, value: number]>): ClusterSums {
  const places = new Map<string, number>();
  const sizes: number[] = [];
  const totals: number[] = [];
  for (const [key, value] of samples) {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    sizes[place] = (sizes[place] ?? 0) + 1;
    totals[place] = (totals[place] ?? 0) + value;
  }
  return { sizes: Float64Array.from(sizes), totals: Float64Array.from(totals) };
}

/** Of samples: how many, their sum, and how many clusters of equal size would say as much of the mean as these. */
export interface Spread {
  readonly clusters: number;
  readonly samples: number;
  readonly mean: number;
  /** Cluster-robust standard error of the mean with the factor G/(G-1); see `clusteredMean`. NaN for one cluster. */
  readonly standardError: number;
  /** (sum n_g)^2 / sum n_g^2: G for clusters of one size, less for uneven ones. */
  readonly effectiveClusters: number;
}

export function spreadOf({ sizes, totals }: ClusterSums): Spread {
  const clusters = sizes.length;
  let [samples, total, squares] = [0, 0, 0];
  for (let g = 0; g < clusters; g += 1) {
    const size = sizes[g] ?? 0;
    samples += size;
    total += totals[g] ?? 0;
    squares += size * size;
  }
  const mean = total / samples;
  let residual = 0;
  for (let g = 0; g < clusters; g += 1) residual += ((totals[g] ?? 0) - (sizes[g] ?? 0) * mean) ** 2;
  return {
    clusters,
    samples,
    mean,
    standardError: clusters < 2 ? Number.NaN : Math.sqrt((clusters / (clusters - 1)) * residual) / samples,
    effectiveClusters: squares === 0 ? 0 : (samples * samples) / squares,
  };
}

/** See `Spread.effectiveClusters`. */
export function effectiveClusters({ samples, sizeSquared }: ClusterMoments): number {
  return sizeSquared === 0n ? 0 : Number(samples * samples) / Number(sizeSquared);
}
