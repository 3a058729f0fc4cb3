/**
 * All that a mean with a clustered interval needs to know of its samples: six sums. They are exact integers, so a
 * database can add them up over hundreds of thousands of rows without sending one, in any order, with the same
 * result. Values are therefore integers too; a score (a mean of three integers) enters as its sum of three.
 *
 * With clusters g, their sizes n_g and their sums of values s_g:
 */
export interface ClusterMoments {
  /** Number of clusters. */
  readonly clusters: bigint;
  /** Sum of n_g: the number of samples. */
  readonly samples: bigint;
  /** Sum of s_g: the total of all values. */
  readonly total: bigint;
  /** Sum of s_g squared. */
  readonly totalSquared: bigint;
  /** Sum of s_g n_g. */
  readonly totalTimesSize: bigint;
  /** Sum of n_g squared. */
  readonly sizeSquared: bigint;
}

/**
 * The moments of samples that are at hand.
 *
 * @param samples cluster key and integer value of each sample
 */
export function momentsOf(samples: Iterable<readonly [cluster: string, value: number]>): ClusterMoments {
  const clusters = new Map<string, { size: bigint; total: bigint }>();
  for (const [key, value] of samples) {
    const cluster = clusters.get(key) ?? { size: 0n, total: 0n };
    clusters.set(key, { size: cluster.size + 1n, total: cluster.total + BigInt(value) });
  }
  let [count, total, totalSquared, totalTimesSize, sizeSquared] = [0n, 0n, 0n, 0n, 0n];
  for (const cluster of clusters.values()) {
    count += cluster.size;
    total += cluster.total;
    totalSquared += cluster.total * cluster.total;
    totalTimesSize += cluster.total * cluster.size;
    sizeSquared += cluster.size * cluster.size;
  }
  return {
    clusters: BigInt(clusters.size),
    samples: count,
    total,
    totalSquared,
    totalTimesSize,
    sizeSquared,
  };
}
