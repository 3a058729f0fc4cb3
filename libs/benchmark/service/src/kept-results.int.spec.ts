import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from '@rookery/benchmark-storage';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { keptResults } from './kept-results.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
}, 60_000);
afterAll(() => database.close());

/** A run that ended so many days ago, with a scenario of its own and `samples` outcomes. */
async function addRun(id: string, endedDaysAgo: number | undefined, samples: number): Promise<void> {
  const { pool } = database;
  await pool.query(
    `INSERT INTO benchmark.job (id, kind, owner, as_operator, digest, spec, state, ended_at)
     VALUES ($1, 'runs', '', true, '', '{}', $2, now() - make_interval(days => $3::int))`,
    [id, endedDaysAgo === undefined ? 'running' : 'succeeded', endedDaysAgo ?? null],
  );
  await pool.query(
    `INSERT INTO benchmark.run (id, simulated, scenarios, samples_total) VALUES ($1, true, 1, $2)`,
    [id, samples],
  );
  await pool.query(
    `INSERT INTO benchmark.scenario (id, query, background, domain, origin, situation, profile, profile_key, split, source_row)
     VALUES ($1, 'q', '', 'health', 'own', '', '{}', $1, 'all', 1)`,
    [`of-${id}`],
  );
  await pool.query(`INSERT INTO benchmark.run_scenario VALUES ($1, 0, $2)`, [id, `of-${id}`]);
  await pool.query(
    `INSERT INTO benchmark.outcome (run_id, sample, scenario_id, model, status, repetition, state, calls, input_tokens,
                                    output_tokens, cost_usd)
     SELECT $1, sample, $2, 'm', 'vanilla', 0, 'scored', 1, 1, 1, 0 FROM generate_series(1, $3::int) AS sample`,
    [id, `of-${id}`, samples],
  );
}

async function left(table: string, column: string): Promise<unknown[]> {
  const { rows } = await database.pool.query<{ one: unknown }>(
    `SELECT DISTINCT ${column} AS one FROM benchmark.${table} ORDER BY 1`,
  );
  return rows.map(({ one }) => one);
}

describe('results whose time is over', () => {
  it('go with their jobs and the scenarios that nothing else holds, a bounded number of rows at a time, and no others do', async () => {
    await addRun('old', 40, 2_500);
    await addRun('new', 20, 10);
    await addRun('at-work', undefined, 10);
    const [kept] = keptResults(30);
    if (kept === undefined) throw new Error('nothing is kept for a time');
    const deleted: number[] = [];
    while (deleted.at(-1) === undefined || (deleted.at(-1) ?? 0) >= 1_000) {
      deleted.push(
        await database
          .tables<unknown>('public')
          .withoutPlugins()
          .transaction()
          .execute((transaction) => kept.forget(transaction, 1_000)),
      );
    }
    expect(deleted).toEqual([1_000, 1_000, 1]);
    expect(await left('job', 'id')).toEqual(['at-work', 'new']);
    expect(await left('outcome', 'run_id')).toEqual(['at-work', 'new']);
    expect(await left('scenario', 'id')).toEqual(['of-at-work', 'of-new']);
  });

  it('are kept where no time is set', () => {
    expect(keptResults(undefined)).toEqual([]);
  });
});
