import { correlationFrom } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables } from '@rookery/benchmark-storage';
import { ScoreDimension, type DimensionCorrelation } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { sql, type RawBuilder } from 'kysely';

interface CorrelationColumns {
  first: number;
  second: number;
  r: number | null;
  squares: number | null;
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
    WITH person AS (
      SELECT profile_key, count(*)::float8 AS n,
             sum(risk_sensitivity)::float8 AS a, sum(emotional_empathy)::float8 AS b, sum(user_alignment)::float8 AS c,
             sum(risk_sensitivity * risk_sensitivity)::float8 AS aa, sum(emotional_empathy * emotional_empathy)::float8 AS bb,
             sum(user_alignment * user_alignment)::float8 AS cc, sum(risk_sensitivity * emotional_empathy)::float8 AS ab,
             sum(risk_sensitivity * user_alignment)::float8 AS ac, sum(emotional_empathy * user_alignment)::float8 AS bc
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
       WHERE run_id = ${run} AND state = 'scored' GROUP BY profile_key
    ), clustered AS (
      SELECT first, second, n, x, y, xx, yy, xy FROM person CROSS JOIN LATERAL (VALUES
        (1, 2, a, b, aa, bb, ab), (1, 3, a, c, aa, cc, ac), (2, 3, b, c, bb, cc, bc)
      ) AS pairs (first, second, x, y, xx, yy, xy)
    ), overall AS (
      SELECT first, second, sum(n) AS n, sum(x) AS x, sum(y) AS y, sum(xx) AS xx, sum(yy) AS yy, sum(xy) AS xy,
             count(*) AS clusters
        FROM clustered GROUP BY first, second
    ), without AS (
      SELECT first, second, ${correlation('w')} AS r FROM (
        SELECT first, second, t.n - c.n AS n, t.x - c.x AS x, t.y - c.y AS y, t.xx - c.xx AS xx, t.yy - c.yy AS yy,
               t.xy - c.xy AS xy
          FROM clustered AS c JOIN overall AS t USING (first, second)
      ) AS w
    ), jackknife AS (
      -- artanh; without an end, as without a correlation, there is no interval.
      SELECT first, second, sum((z - centre) ^ 2) AS squares, bool_or(z IS NULL) AS broken FROM (
        SELECT first, second, z, avg(z) OVER (PARTITION BY first, second) AS centre
          FROM (SELECT first, second, CASE WHEN abs(r) < 1 THEN ln((1 + r) / (1 - r)) / 2 END AS z FROM without) AS ends
      ) AS distances GROUP BY first, second
    )
    SELECT first, second, ${correlation('o')} AS r, CASE WHEN NOT broken THEN squares END AS squares, n::text AS samples,
           clusters::text AS clusters
      FROM overall AS o JOIN jackknife USING (first, second) ORDER BY first, second`.execute(
    database.tables<BenchmarkTables>(BENCHMARK_SCHEMA),
  );
  return rows.map((row) => {
    const found = correlationFrom(
      row.r ?? Number.NaN,
      row.squares ?? Number.NaN,
      Number(row.samples),
      Number(row.clusters),
    );
    const { correlation: r, interval, samples, clusters } = found;
    return {
      first: dimension(row.first),
      second: dimension(row.second),
      correlation:
        r.value === undefined
          ? undefined
          : {
              value: r.value,
              low: interval?.low,
              high: interval?.high,
              samples,
              profiles: clusters,
            },
    };
  });
}

/** Pearson's r from sums of a row; null where a side does not vary. Sums are whole and exact. */
function correlation(row: string): RawBuilder<number | null> {
  const [n, x, y] = [sql.ref(`${row}.n`), sql.ref(`${row}.x`), sql.ref(`${row}.y`)];
  const [xx, yy, xy] = [sql.ref(`${row}.xx`), sql.ref(`${row}.yy`), sql.ref(`${row}.xy`)];
  return sql`(${n} * ${xy} - ${x} * ${y}) / nullif(sqrt((${n} * ${xx} - ${x} * ${x}) * (${n} * ${yy} - ${y} * ${y})), 0)`;
}

function dimension(number: number): ScoreDimension {
  const known = [
    ScoreDimension.RISK_SENSITIVITY,
    ScoreDimension.EMOTIONAL_EMPATHY,
    ScoreDimension.USER_ALIGNMENT,
  ] as const;
  return known[number - 1] ?? ScoreDimension.UNSPECIFIED;
}
