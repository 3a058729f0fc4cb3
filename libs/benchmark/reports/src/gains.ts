import type { ClusterMoments } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { asMoments, MOMENTS, type MomentColumns } from './moments.ts';

/** The comparisons of the paper: what the profile is worth, what asking is worth, what planning adds, and both. */
export const COMPARISONS: readonly (readonly [from: Status, to: Status])[] = [
  ['vanilla', 'context-rich'],
  ['vanilla', 'agent'],
  ['agent', 'planner'],
  ['vanilla', 'planner'],
];

/** Differences of one model between two statuses, over samples that were scored in both. */
export interface PairedGain {
  readonly model: string;
  readonly from: Status;
  readonly to: Status;
  /** Of the differences; values are sums of three dimensions. */
  readonly moments: ClusterMoments;
  /** Sum of the values that the paired samples start from. */
  readonly startTotal: number;
}

interface GainColumns extends MomentColumns {
  model: string;
  from_status: Status;
  to_status: Status;
  start_total: string;
}

/** Pairs by scenario and repetition: both answers are to the same person asking the same thing. */
export async function pairedGains(database: Database, run: string): Promise<readonly PairedGain[]> {
  const db: Kysely<BenchmarkTables> = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const from = COMPARISONS.map(([status]) => status);
  const to = COMPARISONS.map(([, status]) => status);
  const { rows } = await sql<GainColumns>`
    WITH scored AS (
      SELECT scenario_id, model, status, repetition,
             risk_sensitivity + emotional_empathy + user_alignment AS total
        FROM benchmark.outcome WHERE run_id = ${run} AND state = 'scored'
    ), clustered AS (
      SELECT model, from_status, to_status, profile_key, count(*) AS n, sum(b.total - a.total) AS s,
             sum(a.total) AS start
        FROM unnest(${from}::text[], ${to}::text[]) AS comparison (from_status, to_status)
        JOIN scored AS a ON a.status = from_status
        JOIN scored AS b USING (scenario_id, model, repetition)
        JOIN benchmark.scenario ON scenario.id = scenario_id
       WHERE b.status = to_status
       GROUP BY model, from_status, to_status, profile_key
    )
    SELECT model, from_status, to_status, sum(start)::text AS start_total, ${MOMENTS} FROM clustered
     GROUP BY model, from_status, to_status`.execute(db);
  return rows.map((row) => ({
    model: row.model,
    from: row.from_status,
    to: row.to_status,
    moments: asMoments(row),
    startTotal: Number(row.start_total),
  }));
}
