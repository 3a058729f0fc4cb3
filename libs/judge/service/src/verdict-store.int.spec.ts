import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Verdict } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { JUDGE_MIGRATIONS, JUDGE_SCHEMA, VerdictStore, type StoredVerdict } from './verdict-store.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, JUDGE_SCHEMA, JUDGE_MIGRATIONS);
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('TRUNCATE judge.verdict'));

const verdictBy = (judgeModel: string): StoredVerdict => ({
  digest: judgeModel,
  verdict: Verdict.fromPartial({ judgeModel, attempts: 1 }),
});
const keyOf = (requestId: string, owner = 'anna'): { owner: string; requestId: string } => ({
  owner,
  requestId,
});

describe('verdicts on record', () => {
  it('are found by owner and request id, many at once, whatever is in the names', async () => {
    const store = new VerdictStore(database);
    const ids = ['plain', 'with "quotes", {braces} and \\', "it's", 'NULL', '', ' '];
    await Promise.all(ids.map((id) => store.keep(keyOf(id), verdictBy(`for ${id}`))));
    const found = await Promise.all(ids.map((id) => store.find(keyOf(id))));
    expect(found.map((stored) => stored?.digest)).toEqual(ids.map((id) => `for ${id}`));
    expect(await store.find(keyOf('plain', 'ben'))).toBeUndefined();
    expect(await store.find(keyOf('another'))).toBeUndefined();
  });

  it('stay the first where one comes twice in a group', async () => {
    const store = new VerdictStore(database);
    const kept = await Promise.all(['a', 'b', 'c'].map((name) => store.keep(keyOf('same'), verdictBy(name))));
    const onRecord = await store.find(keyOf('same'));
    expect(new Set(kept.map(({ digest }) => digest))).toEqual(new Set([onRecord?.digest]));
  });

  it('are the same for two replicas that write them at once, in whatever order', async () => {
    const [one, other] = [new VerdictStore(database), new VerdictStore(database)];
    const ids = Array.from({ length: 300 }, (_, index) => `id-${index}`);
    const [first, second] = await Promise.all([
      Promise.all(ids.map((id) => one.keep(keyOf(id), verdictBy('one')))),
      Promise.all(ids.toReversed().map((id) => other.keep(keyOf(id), verdictBy('other')))),
    ]);
    expect(second.toReversed().map(({ digest }) => digest)).toEqual(first.map(({ digest }) => digest));
    const onRecord = await Promise.all(ids.map((id) => one.find(keyOf(id))));
    expect(onRecord.map((stored) => stored?.digest)).toEqual(first.map(({ digest }) => digest));
  });

  it('are committed when they are given back, and one that cannot be stored harms only itself', async () => {
    const store = new VerdictStore(database);
    const names = ['a', 'b', 'no\0text', 'd'];
    const kept = await Promise.allSettled(names.map((name) => store.keep(keyOf(name), verdictBy('m'))));
    expect(kept.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    const { rows } = await database.pool.query('SELECT request_id FROM judge.verdict ORDER BY request_id');
    expect(rows).toEqual([{ request_id: 'a' }, { request_id: 'b' }, { request_id: 'd' }]);
  });
});
