import type { QueryGroup } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RunRecord } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';
import { cellOf, type Comparison, type Treatment } from './comparisons.ts';

/** Sums of values by person and query, for `noiseOf`; in integer steps of the score. */
type SumColumns = Readonly<Record<keyof QueryGroup, string>> & { readonly series: number };

/**
 * Sums of scores of treatments and of paired differences of comparisons, by person and query: those of the treatments first, then
 * those of the comparisons, each in their order; undefined where there is no value.
 */
export async function noiseSums(
  database: Database,
  run: RunRecord,
  treatments: readonly Treatment[],
  comparisons: readonly Comparison[],
): Promise<(QueryGroup | undefined)[]> {
  const { models, statuses } = run.spec;
  const cells = models.length * statuses.length;
  const to = [...treatments, ...comparisons.map((one) => one.to)].map((one) => cellOf(run.spec, one));
  // A treatment alone is compared with nothing.
  const from = [...treatments.map(() => null), ...comparisons.map((one) => cellOf(run.spec, one.from))];
  const { rows } = await sql<SumColumns>`
    WITH scored AS MATERIALIZED (
      SELECT (sample / ${cells}::int)::int AS place, (sample % ${cells}::int)::int AS cell, profile_key, scenario_id,
             (risk_sensitivity + emotional_empathy + user_alignment)::int AS total
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
       WHERE run_id = ${run.id} AND state = 'scored'
    ), wanted AS (
      SELECT (number - 1)::int AS series, from_cell, to_cell
        FROM unnest(${from}::int[], ${to}::int[]) WITH ORDINALITY AS listed (from_cell, to_cell, number)
    ), value AS (
      SELECT series, profile_key, scenario_id, total AS x FROM wanted JOIN scored ON cell = to_cell WHERE from_cell IS NULL
      UNION ALL
      SELECT series, a.profile_key, a.scenario_id, b.total - a.total
        FROM wanted JOIN scored AS a ON a.cell = from_cell JOIN scored AS b ON b.place = a.place AND b.cell = to_cell
    ), query AS (
      SELECT series, profile_key, count(*)::float8 AS n, sum(x)::float8 AS s, sum(x * x)::float8 AS squares
        FROM value GROUP BY series, profile_key, scenario_id
    ), person AS (
      SELECT series, sum(n) AS n, sum(s) AS s, sum(squares) AS squares, count(*) AS queries,
             sum(s * s / n) AS query_squares, sum(n * n) AS query_sizes
        FROM query GROUP BY series, profile_key
    )
    SELECT series, count(*)::text AS persons, sum(queries)::text AS queries, sum(n)::text AS values,
           sum(s)::text AS total, sum(squares)::text AS squares, sum(s * s / n)::text AS "personSquares",
           sum(query_squares)::text AS "querySquares", sum(n * n)::text AS "personSizes",
           sum(query_sizes)::text AS "querySizes", sum(query_sizes / n)::text AS "querySizesByPerson"
      FROM person GROUP BY series`.execute(database.tables<BenchmarkTables>(BENCHMARK_SCHEMA));
  const bySeries = new Map(rows.map((row) => [row.series, row]));
  return to.map((_, series) => {
    const row = bySeries.get(series);
    return row === undefined ? undefined : asGroup(row);
  });
}

function asGroup(row: SumColumns): QueryGroup {
  return {
    persons: Number(row.persons),
    queries: Number(row.queries),
    values: Number(row.values),
    total: Number(row.total),
    squares: Number(row.squares),
    personSquares: Number(row.personSquares),
    querySquares: Number(row.querySquares),
    personSizes: Number(row.personSizes),
    querySizes: Number(row.querySizes),
    querySizesByPerson: Number(row.querySizesByPerson),
  };
}
