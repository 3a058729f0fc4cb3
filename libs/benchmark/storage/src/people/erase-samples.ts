import type { Person } from '@rookery/shared-holding';
import { sql, type QueryExecutorProvider } from 'kysely';
import { isTheirSample, isTheirScenario, jobs, samples } from './theirs.ts';

/**
 * Takes a person out of the runs of a tenant: notes which samples are erased, so that no answer that is under way is stored any more, and
 * subtracts them from the counters. Their answers go after it, and what a run has of their scenarios last.
 * @returns how many results were removed
 */
export async function eraseResults(db: QueryExecutorProvider, person: Person): Promise<number> {
  // What a run does not have (a scenario without a given answer) was never in its total.
  await sql`
    WITH theirs AS (
      SELECT chosen.run_id, chosen.sample, done.state,
             (job.spec ? 'answersOf' OR job.spec -> 'statuses' ? 'given') AND done.state IS NULL
               AND answer.sample IS NULL AS is_none
        FROM (${samples(person)}) AS chosen
        JOIN benchmark.job ON job.id = chosen.run_id
        LEFT JOIN benchmark.outcome AS done ON done.run_id = chosen.run_id AND done.sample = chosen.sample
        LEFT JOIN benchmark.answer ON answer.run_id = chosen.run_id AND answer.sample = chosen.sample
       WHERE NOT EXISTS (SELECT FROM benchmark.erased_sample AS erased
                          WHERE erased.run_id = chosen.run_id AND erased.sample = chosen.sample)
    ), change AS (
      SELECT run_id, count(*) FILTER (WHERE NOT is_none) AS total, count(state) AS done,
             count(*) FILTER (WHERE state = 'unscored') AS unscored, count(*) FILTER (WHERE state = 'failed') AS failed
        FROM theirs GROUP BY run_id
    ), counted AS (
      UPDATE benchmark.run SET
        samples_total = samples_total - change.total, samples_done = samples_done - change.done,
        samples_unscored = samples_unscored - change.unscored, samples_failed = samples_failed - change.failed
        FROM change WHERE run.id = change.run_id
    )
    INSERT INTO benchmark.erased_sample (run_id, sample) SELECT run_id, sample FROM theirs
    ON CONFLICT DO NOTHING`.execute(db);
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM benchmark.outcome WHERE ${isTheirSample(person)} OR (${isTheirScenario(person, 'run_id')})`.execute(
    db,
  );
  return Number(numAffectedRows);
}

/** Takes a person out of the library builds of a tenant. @returns of how many scenarios */
export async function eraseFromBuilds(db: QueryExecutorProvider, person: Person): Promise<number> {
  const { rows } = await sql<{ removed: string }>`
    WITH gone AS (
      DELETE FROM benchmark.library_build_scenario
       WHERE ${isTheirScenario(person, 'job')} RETURNING job, state
    ), change AS (
      SELECT job, count(*)::int AS total, (count(*) FILTER (WHERE state = 'done'))::int AS done,
             (count(*) FILTER (WHERE state = 'failed'))::int AS failed FROM gone GROUP BY job
    ), counted AS (
      UPDATE benchmark.library_build AS build SET
        scenarios_total = scenarios_total - change.total, scenarios_done = scenarios_done - change.done,
        scenarios_failed = scenarios_failed - change.failed
        FROM change WHERE build.job = change.job
    )
    SELECT count(*) AS removed FROM gone`.execute(db);
  return Number(rows[0]?.removed ?? 0);
}

/** Takes a person's profiles out of what experiments looked up. @param keys as outputs have them. @returns of how many steps */
export async function eraseFromSteps(
  db: QueryExecutorProvider,
  person: Person,
  keys: readonly string[],
): Promise<number> {
  let steps = 0;
  for (const profile of keys) {
    const { numAffectedRows = 0n } = await sql`
      UPDATE benchmark.experiment_step SET output = replace(output::text, ${`"${profile}"`}, '"erased"')::jsonb
       WHERE job IN (${jobs(person)}) AND strpos(output::text, ${`"${profile}"`}) > 0`.execute(db);
    steps += Number(numAffectedRows);
  }
  return steps;
}
