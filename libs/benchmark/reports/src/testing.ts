import type { RunSettings } from '@rookery/benchmark-samples';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  type BenchmarkTables,
  type RunRecord,
} from '@rookery/benchmark-storage';
import { IdleRuns } from '@rookery/benchmark-storage/testing';
import { migrate, type Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import { sql } from 'kysely';

const STATUSES: readonly Status[] = ['vanilla', 'context-rich', 'agent', 'planner'];

/** What a made-up run is made of. */
export interface MadeUpShape {
  readonly scenarios: number;
  /** Scenarios are dealt out to them in turn. */
  readonly people: number;
  readonly models: number;
}

/**
 * A finished run of the four statuses whose answers are asked for, whose results were written straight into an empty database, for looking at reports of any
 * size. Scores are made of parts that follow from hashes: a person's, a query's, a treatment's (later models and statuses score
 * higher) and a sample's own; one sample in 50 has no score.
 */
export async function madeUpRun(
  database: Database,
  { scenarios, people, models }: MadeUpShape,
): Promise<RunRecord> {
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  const db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  await sql`
    INSERT INTO benchmark.scenario
      (id, query, background, domain, origin, situation, profile, profile_key, split, source_row)
    SELECT 'scenario-' || lpad(number::text, 6, '0'), 'Question ' || number, '',
           (ARRAY['relationship', 'career', 'financial', 'social', 'health', 'life', 'education'])[1 + number % 7],
           'synthetic', '', '{}', md5((number % ${people}::int)::text), 'evaluation', number
      FROM generate_series(0, ${scenarios}::int - 1) AS number`.execute(db);
  const settings: RunSettings = {
    selection: { split: 'evaluation' },
    limit: 0,
    models: Array.from({ length: models }, (_, place) => `sim/model-${place}`),
    statuses: [...STATUSES],
    repetitions: 1,
    judgeModel: 'sim/judge',
    library: 'paths',
    maxQuestions: 5,
    completenessThreshold: 4,
    seed: 1,
    concurrency: 64,
  };
  const scenarioIds = Array.from({ length: scenarios }, (_, n) => `scenario-${String(n).padStart(6, '0')}`);
  const runs = await IdleRuns.open(database);
  try {
    const run = await runs.create(settings, { simulated: true, scenarioIds });
    const treatments = models * STATUSES.length;
    await sql`
      INSERT INTO benchmark.outcome (run_id, sample, scenario_id, model, status, repetition, state, reason,
        risk_sensitivity, emotional_empathy, user_alignment, questions, calls, input_tokens, output_tokens, cost_usd,
        unpriced_calls, answer_state, detail, verdict_words)
      SELECT ${run.id}, sample, scenario_id, (${settings.models}::text[])[1 + sample % ${treatments}::int / 4],
             (${settings.statuses}::text[])[1 + sample % 4], 1, CASE WHEN scored THEN 'scored' ELSE 'unscored' END,
             CASE WHEN scored THEN NULL ELSE 'unavailable' END, CASE WHEN scored THEN greatest(1, least(5, level + risk)) END,
             CASE WHEN scored THEN greatest(1, least(5, level + empathy)) END,
             CASE WHEN scored THEN greatest(1, least(5, level + alignment)) END,
             CASE WHEN sample % 4 >= 2 THEN 2 END, 2, 900, 250, 0, 0, 'whole', '', ''
        FROM (
          SELECT sample, scenario_id, hashint8(sample) % 50 <> 0 AS scored,
                 2 + (hashtext(profile_key) & 1) + (sample % ${treatments}::int) * 2 / ${treatments}::int AS level,
                 hashint8(sample + 1) % 2 AS risk, hashint8(sample + 2) % 3 AS empathy, hashint8(sample + 3) % 2 AS alignment
            FROM generate_series(0, ${scenarios * treatments}::bigint - 1) AS sample
            JOIN benchmark.run_scenario ON run_id = ${run.id} AND position = sample / ${treatments}::int
            JOIN benchmark.scenario ON scenario.id = scenario_id
        ) AS parts`.execute(db);
    await sql`UPDATE benchmark.job SET state = 'succeeded'`.execute(db);
    await sql`ANALYZE benchmark.outcome, benchmark.scenario`.execute(db);
    return await runs.jobs.get('everyone', run.id);
  } finally {
    await runs.jobs.stop();
  }
}
