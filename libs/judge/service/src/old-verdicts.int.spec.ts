import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Verdict } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { forgetVerdicts, JUDGE_MIGRATIONS, JUDGE_SCHEMA, VerdictStore } from './verdict-store.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, JUDGE_SCHEMA, JUDGE_MIGRATIONS);
}, 60_000);
afterAll(() => database.close());

it('verdicts that are older than so many days go, on record and cached, so many at a time', async () => {
  const store = new VerdictStore(database);
  const verdict = Verdict.fromPartial({ judgeModel: 'm' });
  for (const id of ['old-1', 'old-2', 'new']) {
    await store.keep({ owner: 'anna', requestId: id }, { digest: id, verdict });
    await store.cache('anna', id, verdict);
  }
  for (const [table, column] of [
    ['verdict', 'request_id'],
    ['cached_verdict', 'key'],
  ]) {
    await database.pool.query(
      `UPDATE judge.${table} SET created_at = now() - interval '8 days' WHERE ${column} LIKE 'old%'`,
    );
  }
  const forget = forgetVerdicts(7);
  const db = database.tables<unknown>(JUDGE_SCHEMA);
  expect([await forget(db, 3), await forget(db, 3), await forget(db, 3)]).toEqual([3, 1, 0]);
  expect(await store.find({ owner: 'anna', requestId: 'old-1' })).toBeUndefined();
  expect(await store.findCached('anna', 'old-1')).toBeUndefined();
  expect(await store.find({ owner: 'anna', requestId: 'new' })).toBeDefined();
  expect(await store.findCached('anna', 'new')).toBeDefined();
});
