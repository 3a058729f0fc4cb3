import { BootstrapTable } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RunRecord } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';

/**
 * Sums of scores by person, a column for each treatment as samples are numbered: one row for a person reaches this process.
 * Values are sums of three dimensions.
 */
export async function personSums(database: Database, run: RunRecord): Promise<BootstrapTable> {
  const { models, statuses } = run.spec;
  const cells = models.length * statuses.length;
  const { rows } = await sql<{ cells: number[]; sizes: number[]; totals: number[] }>`
    WITH clustered AS (
      SELECT profile_key, (sample % ${cells}::int)::int AS cell, count(*)::int AS n,
             sum(risk_sensitivity + emotional_empathy + user_alignment)::int AS s
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
       WHERE run_id = ${run.id} AND state = 'scored' GROUP BY profile_key, cell
    )
    SELECT array_agg(cell) AS cells, array_agg(n) AS sizes, array_agg(s) AS totals
      FROM clustered GROUP BY profile_key ORDER BY profile_key`.execute(
    database.tables<BenchmarkTables>(BENCHMARK_SCHEMA),
  );
  const table = new BootstrapTable(cells, rows.length);
  rows.forEach((row, person) => {
    const place = table.place(String(person));
    row.cells.forEach((cell, at) => table.addAt(place, cell, row.totals[at] ?? 0, row.sizes[at] ?? 0));
  });
  return table;
}
