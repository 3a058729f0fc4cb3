import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { sql } from 'kysely';
import { Retention, type KeptClass } from './retention.ts';

const HOUR_MS = 3_600_000;

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query('CREATE TABLE thing (id int, old boolean)');
}, 60_000);
afterAll(() => database.close());
beforeEach(() => database.pool.query('TRUNCATE thing'));

const add = (count: number, old: boolean) =>
  database.pool.query('INSERT INTO thing SELECT number, $2 FROM generate_series(1, $1::int) AS number', [
    count,
    old,
  ]);

async function count(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>('SELECT count(*)::int FROM thing');
  return rows[0]?.count ?? -1;
}

/** Deletes old things, and notes how many at a time and how many of it are under way at once. */
function things(): KeptClass & { readonly batches: number[]; readonly atOnce: () => number } {
  const batches: number[] = [];
  let [now, most] = [0, 0];
  return {
    name: 'things',
    batches,
    atOnce: () => most,
    forget: async (transaction, limit) => {
      now += 1;
      most = Math.max(most, now);
      const { numAffectedRows = 0n } = await sql`
        DELETE FROM thing WHERE ctid = ANY(ARRAY(SELECT ctid FROM thing WHERE old LIMIT ${limit}))`.execute(
        transaction,
      );
      await later(5);
      now -= 1;
      batches.push(Number(numAffectedRows));
      return Number(numAffectedRows);
    },
  };
}

describe('Retention', () => {
  it('deletes what is old, in bounded batches, and nothing else, one process at a time', async () => {
    await add(4_500, true);
    await add(7, false);
    const kept = things();
    const processes = [1, 2, 3].map(() => new Retention(database, silentLog, HOUR_MS, [kept]));
    while ((await count()) > 7) await later(5);
    await Promise.all(processes.map((one) => one.stop()));
    expect(await count()).toBe(7);
    expect(kept.atOnce()).toBe(1);
    expect(Math.max(...kept.batches)).toBe(1_000);
    expect(kept.batches.reduce((sum, batch) => sum + batch, 0)).toBe(4_500);
  });

  it('goes on with the other classes, and with the next round, where one fails', async () => {
    const said: object[] = [];
    let rounds = 0;
    const log = { ...silentLog, warn: (fields: object) => void said.push(fields) };
    const broken: KeptClass = {
      name: 'broken',
      forget: () => {
        rounds += 1;
        return Promise.reject(new Error('canary'));
      },
    };
    await add(3, true);
    const retention = new Retention(database, log, 10, [broken, things()]);
    while (rounds < 3 || (await count()) > 0) await later(5);
    await retention.stop();
    expect(said[0]).toMatchObject({ class: 'broken', code: 'INTERNAL' });
  });

  it('stops after the batch at hand, and whoever starts next goes on', async () => {
    await add(5_000, true);
    const kept = things();
    const retention = new Retention(database, silentLog, HOUR_MS, [kept]);
    while (kept.batches.length === 0) await later(1);
    await retention.stop();
    expect(await count()).toBeGreaterThan(0);
    const next = new Retention(database, silentLog, HOUR_MS, [things()]);
    while ((await count()) > 0) await later(5);
    await next.stop();
  });
});
