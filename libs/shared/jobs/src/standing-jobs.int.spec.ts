import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { layWords, migrateShouts, Shouts } from './fixtures/shouts.ts';
import { openJobs, requestDigest, standingJobs } from './index.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrateShouts(database);
});
afterAll(() => database.close());

const standing = (forSeconds: number) =>
  standingJobs(
    async (sql) => (await database.pool.query(sql)).rows as never,
    ['shouts', 'nothing', 'no"name'],
    forSeconds,
  );

describe('jobs that stand still', () => {
  it('are those that nobody has moved for a while, with what they wait for', async () => {
    const kind = new Shouts(database, async (word) => word.toUpperCase());
    const jobs = await openJobs({
      database,
      schema: 'shouts',
      kind,
      log: silentLog,
      runAsJob: (_, work) => work(),
    });
    const words = ['a', 'b'];
    const spec = { mark: '!' };
    const request = {
      owner: 'anna',
      asOperator: false,
      requestId: '',
      digest: requestDigest({ words }),
      spec,
    };
    const made = await jobs.create(request, layWords(words));
    // Nobody works here: it has just been made, and then it has not moved for an hour.
    expect(await standing(120)).toEqual([]);
    await database.pool.query(`UPDATE shouts.job SET created_at = now() - interval '1 hour'`);
    expect(await standing(120)).toEqual([
      { name: `shouts/${made.id}`, sinceSeconds: expect.any(Number), waitsFor: [] },
    ]);
    await database.pool.query(
      `UPDATE shouts.job SET waits = '{"p": {"reason": "the model server is away", "untilMs": 1}}'`,
    );
    const [waiting] = await standing(120);
    expect(waiting?.waitsFor).toEqual(['the model server is away']);
    expect(waiting?.sinceSeconds).toBeGreaterThan(3000);
    await jobs.work(2);
    while ((await standing(0)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await jobs.stop();
    expect(await standing(120)).toEqual([]);
  }, 60_000);
});
