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

it('conversations that lie in the database as they are show, with what to do', async () => {
  expect(await lookAtContents(ask)).toBeUndefined();
  await database.pool.query(
    'CREATE SCHEMA agent; CREATE TABLE agent.content_generation (); CREATE TABLE agent.session (wrapped_key bytea)',
  );
  const look = async () => contentsFinding((await lookAtContents(ask)) ?? { plain: -1, sealed: -1 });
  expect(await look()).toMatchObject({ state: 'ok' });
  await database.pool.query("INSERT INTO agent.session VALUES (''), (null), (null)");
  expect(await look()).toMatchObject({
    state: 'warning',
    says: '2 of 3 conversations are not encrypted',
    todo: expect.stringContaining('ROOKERY_CONTENT_KEYS'),
  });
});
