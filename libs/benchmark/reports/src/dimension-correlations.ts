import { correlationFrom } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables } from '@rookery/benchmark-storage';
import { ScoreDimension, type DimensionCorrelation } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';

interface CorrelationColumns {
  first: number;
  second: number;
  r: number | null;
  influence_squared: number | null;
  samples: string;
  clusters: string;
}

/**
 * How the three dimensions go together over all scored samples of a run (the paper's figure 11), with intervals clustered by
 * profile: `clusteredCorrelation` of @rookery/benchmark-statistics, added up by the database. The numbers of dimensions are those
 * of the contract.
 */
export async function dimensionCorrelations(
  database: Database,
  run: string,
): Promise<DimensionCorrelation[]> {
  const { rows } = await sql<CorrelationColumns>`
    WITH scored AS MATERIALIZED (
      SELECT profile_key, risk_sensitivity::float8 AS risk, emotional_empathy::float8 AS empathy,
             user_alignment::float8 AS alignment
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
       WHERE run_id = ${run} AND state = 'scored'
    ), pair AS (
      SELECT profile_key, first, second, x, y FROM scored CROSS JOIN LATERAL (VALUES
        (1, 2, risk, empathy), (1, 3, risk, alignment), (2, 3, empathy, alignment)) AS pairs (first, second, x, y)
    ), overall AS (
      SELECT first, second, corr(x, y) AS r, avg(x) AS mx, avg(y) AS my, nullif(stddev_pop(x), 0) AS sx,
             nullif(stddev_pop(y), 0) AS sy
        FROM pair GROUP BY first, second
    ), clustered AS (
      SELECT first, second, r, count(*) AS n,
             sum((x - mx) / sx * (y - my) / sy - r * (((x - mx) / sx) ^ 2 + ((y - my) / sy) ^ 2) / 2) AS influence
        FROM pair JOIN overall USING (first, second) GROUP BY first, second, r, profile_key
    )
    SELECT first, second, r, sum(influence * influence) AS influence_squared, sum(n)::text AS samples,
           count(*)::text AS clusters
      FROM clustered GROUP BY first, second, r ORDER BY first, second`.execute(
    database.tables<BenchmarkTables>(BENCHMARK_SCHEMA),
  );
  return rows.map((row) => {
    const found = correlationFrom(
      row.r ?? Number.NaN,
      row.influence_squared ?? Number.NaN,
      Number(row.samples),
      Number(row.clusters),
    );
    const { correlation, interval, samples, clusters } = found;
    return {
      first: dimension(row.first),
      second: dimension(row.second),
      correlation:
        correlation.value === undefined
          ? undefined
          : {
              value: correlation.value,
              low: interval?.low,
              high: interval?.high,
              samples,
              profiles: clusters,
            },
    };
  });
}

function dimension(number: number): ScoreDimension {
  const known = [
    ScoreDimension.RISK_SENSITIVITY,
    ScoreDimension.EMOTIONAL_EMPATHY,
    ScoreDimension.USER_ALIGNMENT,
  ] as const;
  return known[number - 1] ?? ScoreDimension.UNSPECIFIED;
}
