import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AskDatabase, Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { contentsFinding, lookAtContents } from './contents.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const ask: AskDatabase = async <Row extends object>(sql: string) =>
  (await database.pool.query<Row & { readonly [column: string]: unknown }>(sql)).rows;

it('what lies in the database as it is shows, with what to do', async () => {
  expect(await lookAtContents(ask)).toEqual([]);
  await database.pool.query(
    'CREATE SCHEMA agent; CREATE TABLE agent.content_generation (); CREATE TABLE agent.session (wrapped_key bytea)',
  );
  const look = async () => (await lookAtContents(ask)).map(contentsFinding);
  expect(await look()).toMatchObject([{ state: 'ok' }]);
  await database.pool.query("INSERT INTO agent.session VALUES (''), (null), (null)");
  await database.pool.query(
    'CREATE SCHEMA benchmark; CREATE TABLE benchmark.content_generation (); CREATE TABLE benchmark.scenario (sealed bytea)',
  );
  await database.pool.query("INSERT INTO benchmark.scenario VALUES (''), (null)");
  await database.pool.query(
    'CREATE SCHEMA planner_comparison; CREATE TABLE planner_comparison.content_generation (); CREATE TABLE planner_comparison.query (sealed bytea)',
  );
  await database.pool.query('INSERT INTO planner_comparison.query VALUES (null)');
  expect(await look()).toMatchObject([
    {
      state: 'warning',
      says: '2 of 3 conversations are not encrypted',
      todo: expect.stringContaining('ROOKERY_CONTENT_KEYS for the planner'),
    },
    { state: 'warning', says: '1 of 1 queries of comparisons are not encrypted' },
    {
      state: 'warning',
      says: '1 of 2 scenarios are not encrypted',
      todo: expect.stringContaining('ROOKERY_CONTENT_KEYS for the benchmark'),
    },
  ]);
});
