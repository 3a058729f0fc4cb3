import type { ClusterMoments } from '@rookery/benchmark-statistics';
import { sql, type RawBuilder } from 'kysely';

/** The sums of @rookery/benchmark-statistics as the database returns them: bigint and numeric come as text. */
export interface MomentColumns {
  clusters: string;
  samples: string;
  total: string;
  total_squared: string;
  total_times_size: string;
  size_squared: string;
}

/** Over rows of one cluster each, with its size `n` and its sum of values `s`. */
export const MOMENTS: RawBuilder<unknown> = sql`
  count(*) AS clusters, sum(n)::text AS samples, sum(s)::text AS total, sum(s * s)::text AS total_squared,
  sum(s * n)::text AS total_times_size, sum(n * n)::text AS size_squared`;

export function asMoments(row: MomentColumns): ClusterMoments {
  return {
    clusters: BigInt(row.clusters),
    samples: BigInt(row.samples),
    total: BigInt(row.total),
    totalSquared: BigInt(row.total_squared),
    totalTimesSize: BigInt(row.total_times_size),
    sizeSquared: BigInt(row.size_squared),
  };
}
