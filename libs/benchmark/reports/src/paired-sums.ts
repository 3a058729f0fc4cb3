import type { ClusterMoments, ClusterSums, PairedTotals } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RunRecord } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';
import { sql, type RawBuilder } from 'kysely';
import { cellOf, type Comparison } from './comparisons.ts';
import { asMoments, MOMENTS, type MomentColumns } from './moments.ts';

/** What a comparison adds up to, over samples that were scored in both treatments. Values are sums of three dimensions. */
export interface PairedSums {
  readonly comparison: Comparison;
  /** Of the differences. */
  readonly moments: ClusterMoments;
  readonly totals: PairedTotals;
}

interface PairedColumns extends MomentColumns {
  comparison: number;
  from_total: string;
  to_total: string;
  from_squared: string;
  to_squared: string;
  above: string;
  below: string;
}

/** The sums of comparisons in their order; those without a pair are left out. */
export async function pairedSums(
  database: Database,
  run: RunRecord,
  comparisons: readonly Comparison[],
): Promise<PairedSums[]> {
  if (comparisons.length === 0) return [];
  const { rows } = await sql<PairedColumns>`
    ${pairs(run, comparisons)}, clustered AS (
      SELECT comparison, profile_key, count(*) AS n, sum(after - before) AS s, sum(before) AS f, sum(after) AS t,
             sum(before * before) AS ff, sum(after * after) AS tt,
             count(*) FILTER (WHERE after > before) AS above, count(*) FILTER (WHERE after < before) AS below
        FROM pair GROUP BY comparison, profile_key
    )
    SELECT comparison, sum(f)::text AS from_total, sum(t)::text AS to_total, sum(ff)::text AS from_squared,
           sum(tt)::text AS to_squared, sum(above)::text AS above, sum(below)::text AS below, ${MOMENTS}
      FROM clustered GROUP BY comparison ORDER BY comparison`.execute(
    database.tables<BenchmarkTables>(BENCHMARK_SCHEMA),
  );
  return rows.flatMap((row) => {
    const comparison = comparisons[row.comparison];
    if (comparison === undefined) return [];
    const moments = asMoments(row);
    const totals = {
      pairs: Number(moments.samples),
      fromTotal: Number(row.from_total),
      toTotal: Number(row.to_total),
      fromSquared: Number(row.from_squared),
      toSquared: Number(row.to_squared),
      above: Number(row.above),
      below: Number(row.below),
    };
    return [{ comparison, moments, totals }];
  });
}

/** The sums of differences of each profile, for comparisons of few profiles; in the order of comparisons. */
export async function pairedClusters(
  database: Database,
  run: RunRecord,
  comparisons: readonly Comparison[],
): Promise<ClusterSums[]> {
  if (comparisons.length === 0) return [];
  const { rows } = await sql<{ comparison: number; n: string; s: string }>`
    ${pairs(run, comparisons)}
    SELECT comparison, count(*)::text AS n, sum(after - before)::text AS s
      FROM pair GROUP BY comparison, profile_key ORDER BY comparison, profile_key`.execute(
    database.tables<BenchmarkTables>(BENCHMARK_SCHEMA),
  );
  const byComparison = Map.groupBy(rows, ({ comparison }) => comparison);
  return comparisons.map((_, place) => {
    const own = byComparison.get(place) ?? [];
    return {
      sizes: Float64Array.from(own, ({ n }) => Number(n)),
      totals: Float64Array.from(own, ({ s }) => Number(s)),
    };
  });
}

/**
 * `WITH scored, wanted, pair (comparison, profile_key, before, after)`. Both answers of a pair are to the same person asking the
 * same thing: a sample's number over the number of treatments is its scenario and repetition, and the rest its treatment
 * (@rookery/benchmark-samples), so that pairs are joined by two whole numbers.
 */
function pairs(run: RunRecord, comparisons: readonly Comparison[]): RawBuilder<unknown> {
  const { models, statuses } = run.spec;
  const cells = models.length * statuses.length;
  const from = comparisons.map((one) => cellOf(run.spec, one.from));
  const to = comparisons.map((one) => cellOf(run.spec, one.to));
  return sql`
    WITH scored AS MATERIALIZED (
      SELECT (sample / ${cells}::int)::int AS place, (sample % ${cells}::int)::int AS cell, profile_key,
             (risk_sensitivity + emotional_empathy + user_alignment)::int AS total
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
       WHERE run_id = ${run.id} AND state = 'scored'
    ), wanted AS (
      SELECT (number - 1)::int AS comparison, from_cell, to_cell
        FROM unnest(${from}::int[], ${to}::int[]) WITH ORDINALITY AS listed (from_cell, to_cell, number)
    ), pair AS (
      SELECT comparison, a.profile_key, a.total AS before, b.total AS after
        FROM wanted JOIN scored AS a ON a.cell = from_cell JOIN scored AS b ON b.place = a.place AND b.cell = to_cell
    )`;
}
