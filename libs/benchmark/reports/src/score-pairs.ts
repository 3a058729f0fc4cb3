import type { ClusterMoments } from '@rookery/benchmark-statistics';
import { BENCHMARK_SCHEMA, type BenchmarkTables } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { asMoments, MOMENTS, type MomentColumns } from './moments.ts';
import { inSteps } from './score-steps.ts';

/** What is compared between two runs. */
export const PAIRED_MEASURES = ['risk_sensitivity', 'emotional_empathy', 'user_alignment', 'score'] as const;
export type PairedMeasure = (typeof PAIRED_MEASURES)[number];

/** Two runs: what is measured, and what it is measured from. */
export interface RunPair {
  readonly run: string;
  readonly base: string;
}

/** The differences of one model in one status; values are sums of three dimensions, in steps (STEPS_OF_PANELS). */
export interface PairedCell {
  readonly model: string;
  readonly status: Status;
  /** Of the differences. */
  readonly moments: ClusterMoments;
  readonly baseTotal: number;
  readonly total: number;
}

/** How often one value in `base` came with one in `run`; a score is the sum of its three dimensions. To a millionth of a point. */
export interface ValuePair {
  readonly measure: PairedMeasure;
  readonly base: number;
  readonly value: number;
  readonly samples: number;
}

/** Samples that are scored in only one of two runs. */
export interface OneSided {
  readonly lost: number;
  readonly gained: number;
}

interface CellColumns extends MomentColumns {
  model: string;
  status: Status;
  base_total: string;
  total_of_run: string;
}

/** Pairs by sample: the same answer, or an answer to the same person asking the same thing. */
function pairsOf({ run, base }: RunPair) {
  return sql`
    SELECT b.model, b.status, b.scenario_id,
           a.risk_sensitivity AS base_risk, a.emotional_empathy AS base_empathy, a.user_alignment AS base_alignment,
           b.risk_sensitivity, b.emotional_empathy, b.user_alignment
      FROM benchmark.outcome AS a JOIN benchmark.outcome AS b USING (scenario_id, model, status, repetition)
     WHERE a.run_id = ${base} AND b.run_id = ${run} AND a.state = 'scored' AND b.state = 'scored'`;
}

/** The differences by model and status, added up by the database, clustered by person. */
export async function pairedCells(database: Database, pair: RunPair): Promise<readonly PairedCell[]> {
  const { rows } = await sql<CellColumns>`
    WITH pair AS (${pairsOf(pair)}), summed AS (
      SELECT model, status, profile_key, ${inSteps(sql`base_risk + base_empathy + base_alignment`)} AS base_score,
             ${inSteps(sql`risk_sensitivity + emotional_empathy + user_alignment`)} AS score
        FROM pair JOIN benchmark.scenario ON scenario.id = scenario_id
    ), clustered AS (
      SELECT model, status, count(*) AS n, sum(score - base_score) AS s, sum(base_score) AS base, sum(score) AS scores
        FROM summed GROUP BY model, status, profile_key
    )
    SELECT model, status, sum(base)::text AS base_total, sum(scores)::text AS total_of_run, ${MOMENTS}
      FROM clustered GROUP BY model, status`.execute(tablesOf(database));
  return rows.map((row) => ({
    model: row.model,
    status: row.status,
    moments: asMoments(row),
    baseTotal: Number(row.base_total),
    total: Number(row.total_of_run),
  }));
}

/** Confusion counts of each dimension and of the score, over all pairs. */
export async function valuePairs(database: Database, pair: RunPair): Promise<readonly ValuePair[]> {
  const { rows } = await sql<ValuePair>`
    WITH pair AS (${pairsOf(pair)})
    SELECT measure, round(base::numeric, 6)::float8 AS base, round(value::numeric, 6)::float8 AS value, count(*)::int AS samples
      FROM pair CROSS JOIN LATERAL (VALUES
        ('risk_sensitivity', base_risk, risk_sensitivity),
        ('emotional_empathy', base_empathy, emotional_empathy),
        ('user_alignment', base_alignment, user_alignment),
        ('score', base_risk + base_empathy + base_alignment, risk_sensitivity + emotional_empathy + user_alignment)
      ) AS measured (measure, base, value)
     GROUP BY 1, 2, 3`.execute(tablesOf(database));
  return rows;
}

/** Samples that are scored in one of the runs and not in the other. */
export async function oneSided(database: Database, { run, base }: RunPair): Promise<OneSided> {
  const scoredOnlyIn = (one: string, other: string) => sql<number>`(
    SELECT count(*)::int FROM benchmark.outcome AS a
     WHERE a.run_id = ${one} AND a.state = 'scored' AND NOT EXISTS (
       SELECT FROM benchmark.outcome AS b
        WHERE b.run_id = ${other} AND b.state = 'scored' AND b.scenario_id = a.scenario_id AND b.model = a.model
          AND b.status = a.status AND b.repetition = a.repetition))`;
  const { rows } = await sql<OneSided>`
    SELECT ${scoredOnlyIn(base, run)} AS lost, ${scoredOnlyIn(run, base)} AS gained`.execute(
    tablesOf(database),
  );
  return rows[0] ?? { lost: 0, gained: 0 };
}

function tablesOf(database: Database): Kysely<BenchmarkTables> {
  return database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
}
