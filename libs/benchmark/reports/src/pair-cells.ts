import type { ClusterMoments } from '@rookery/benchmark-statistics';
import type { Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import { BENCHMARK_SCHEMA, rowRefers, type BenchmarkTables } from '@rookery/benchmark-storage';
import { sql } from 'kysely';
import { asMoments, MOMENTS, type MomentColumns } from './moments.ts';
import { inSteps } from './score-steps.ts';

/** How something derived differs: `twin`, or a rung of the ladder against the rung below. */
export type PairKind = 'twin' | 'demographic' | 'health' | 'all';

/** What is counted of a pair: scores in STEP_OF_SUM, referrals as 0 or 1. */
export type PairMeasure =
  'base_score' | 'score' | 'score_difference' | 'base_referrals' | 'referrals' | 'referral_difference';

/** The pairs of a kind, of one model and status, by measure; people are clusters. */
export interface PairCell {
  readonly kind: PairKind;
  readonly model: string;
  readonly status: Status;
  readonly moments: Readonly<Record<PairMeasure, ClusterMoments>>;
}

interface PairColumns extends MomentColumns {
  kind: PairKind;
  model: string;
  status: Status;
  measure: PairMeasure;
}

/**
 * Pairs of scored answers of one model, status and repetition: a twin with its scenario, a rung with the rung below, which has the same
 * query, background and person. A scenario that several of the runs have counts in the first of them.
 *
 * @param runs ids; the two answers of a pair may be of different ones
 */
export async function pairCells(database: Database, runs: readonly string[]): Promise<readonly PairCell[]> {
  const db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const { rows } = await sql<PairColumns>`
    WITH scored AS (
      SELECT DISTINCT ON (scenario.id, outcome.model, outcome.status, outcome.repetition)
             outcome.model, outcome.status, outcome.repetition, scenario.id, scenario.twin_of, scenario.rung,
             scenario.profile_key,
             coalesce(scenario.asked, md5(scenario.query || chr(31) || scenario.background)) AS asked,
             ${inSteps(sql`risk_sensitivity + emotional_empathy + user_alignment`)} AS score,
             (${rowRefers('answer')})::int::numeric AS refers
        FROM benchmark.outcome
        JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
        JOIN benchmark.answer ON answer.run_id = outcome.run_id AND answer.sample = outcome.sample
       WHERE outcome.run_id = ANY(${runs}::text[]) AND outcome.state = 'scored'
       ORDER BY scenario.id, outcome.model, outcome.status, outcome.repetition,
                array_position(${runs}::text[], outcome.run_id)
    ), pair AS (
      SELECT 'twin' AS kind, model, status, base.profile_key, base.score AS base_score, derived.score,
             base.refers AS base_refers, derived.refers
        FROM scored AS derived JOIN scored AS base USING (model, status, repetition)
       WHERE derived.twin_of = base.id AND derived.rung IS NULL
      UNION ALL
      SELECT derived.rung, model, status, profile_key, base.score, derived.score, base.refers, derived.refers
        FROM scored AS derived JOIN scored AS base USING (model, status, repetition, profile_key, asked)
       WHERE (base.rung, derived.rung) IN (('nothing', 'demographic'), ('demographic', 'health'), ('health', 'all'))
    ), clustered AS (
      SELECT kind, model, status, measure, count(*) AS n, sum(value) AS s
        FROM pair CROSS JOIN LATERAL (VALUES
          ('base_score', base_score), ('score', score), ('score_difference', score - base_score),
          ('base_referrals', base_refers), ('referrals', refers), ('referral_difference', refers - base_refers)
        ) AS measured (measure, value)
       GROUP BY kind, model, status, measure, profile_key
    )
    SELECT kind, model, status, measure, ${MOMENTS} FROM clustered GROUP BY kind, model, status, measure`.execute(
    db,
  );
  const cells = Map.groupBy(rows, ({ kind, model, status }) => JSON.stringify([kind, model, status]));
  return [...cells.values()].flatMap((measures) => {
    const [first] = measures;
    if (first === undefined) return [];
    const { kind, model, status } = first;
    const moments = Object.fromEntries(measures.map((row) => [row.measure, asMoments(row)]));
    return [{ kind, model, status, moments: moments as Record<PairMeasure, ClusterMoments> }];
  });
}
