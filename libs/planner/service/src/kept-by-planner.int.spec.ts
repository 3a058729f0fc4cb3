import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrateComparisons } from '@rookery/planner-comparison';
import { migratePlanner } from '@rookery/planner-library';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { readConfig } from '@rookery/shared-runtime';
import { plannerConfig } from './config.ts';
import { keptByPlanner } from './kept-by-planner.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migratePlanner(database);
  await migrateComparisons(database);
}, 60_000);
afterAll(() => database.close());

const AGES = [40, 20];

it('paths and comparisons whose time is over go, where a time is set, and no others', async () => {
  await database.pool.query("INSERT INTO planner.library (name, owner) VALUES ('l', '')");
  for (const age of AGES) {
    await database.pool.query(
      `INSERT INTO planner.path (id, library, query, domain, steps, known, stop_reason, evaluations, unscored_evaluations, planner,
                                 parameters_json, seed, answer_model, judge_model, prior_model, prompt_versions, usage, simulated,
                                 profile_key, created_at)
       VALUES ($1, 'l', 'q', 'health', '[]', '{}', 'budget', 1, 0, 'p', '', 1, 'm', 'm', 'm', '{}', '{}', true, '',
               now() - make_interval(days => $2))`,
      [`p-${age}`, age],
    );
    await database.pool.query(
      `INSERT INTO planner_comparison.job (id, kind, owner, as_operator, digest, spec, state, ended_at)
       VALUES ($1, 'comparisons', '', true, '', '{}', 'succeeded', now() - make_interval(days => $2))`,
      [`c-${age}`, age],
    );
    await database.pool.query(
      `INSERT INTO planner_comparison.query (job, number, content) VALUES ($1, 0, '{}')`,
      [`c-${age}`],
    );
  }
  const forget = async (variables: Record<string, string>): Promise<number[]> => {
    const deleted: number[] = [];
    for (const { forget: one } of keptByPlanner(readConfig(plannerConfig, variables))) {
      deleted.push(
        await database
          .tables<unknown>('public')
          .withoutPlugins()
          .transaction()
          .execute((transaction) => one(transaction, 100)),
      );
    }
    return deleted;
  };
  const left = async (table: string): Promise<string[]> => {
    const { rows } = await database.pool.query<{ id: string }>(`SELECT id FROM ${table} ORDER BY id`);
    return rows.map(({ id }) => id);
  };
  expect(await forget({})).toEqual([]);
  expect(await forget({ ROOKERY_PATH_DAYS: '30', ROOKERY_RESULT_DAYS: '30' })).toEqual([1, 1]);
  expect(await left('planner.path')).toEqual(['p-20']);
  expect(await left('planner_comparison.job')).toEqual(['c-20']);
  const { rows } = await database.pool.query('SELECT job FROM planner_comparison.query');
  expect(rows).toEqual([{ job: 'c-20' }]);
});
