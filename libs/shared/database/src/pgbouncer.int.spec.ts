import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase, type Database } from './database.ts';
import { hasPgBouncer, startPgBouncer, type PgBouncer } from './fixtures/pgbouncer.ts';
import { migrate, type SchemaMigrations } from './migrate.ts';
import { openQueue } from './queue.ts';
import { silentLog, testDatabase } from './testing.ts';

const STEPS: SchemaMigrations = {
  '0001_note': {
    up: async (db) => {
      await sql`CREATE TABLE note (id int PRIMARY KEY)`.execute(db);
    },
  },
};

(hasPgBouncer ? describe : describe.skip)('behind PgBouncer in transaction mode (needs pgbouncer)', () => {
  let database: Database;
  let bouncer: PgBouncer;
  const opened: Database[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    bouncer = await startPgBouncer(database.connectionString);
  });
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await bouncer.stop();
    await database.close();
  });

  async function open(): Promise<Database> {
    const one = await openDatabase({
      databaseUrl: bouncer.connectionString,
      dataFolder: '',
      service: 'test',
      log: silentLog,
    });
    opened.push(one);
    return one;
  }

  it('schemas are made by one process of many, and no session keeps a lock', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, open));
    const ran = await Promise.all(many.map((one) => migrate(one, 'pooled', STEPS)));
    expect(ran.flat()).toEqual(['0001_note']);
    const { rows } = await database.pool.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    expect(rows).toEqual([]);
  });

  it('jobs are sent within a transaction, and done', async () => {
    const one = await open();
    const queue = await openQueue<{ note: number }>({
      database: one,
      schema: 'pooled_queue',
      name: 'notes',
      log: silentLog,
    });
    const done = Promise.withResolvers<number>();
    await queue.work(
      ({ ids }) => {
        done.resolve(ids.note);
        return Promise.resolve();
      },
      { concurrency: 4 },
    );
    await one
      .tables('pooled')
      .transaction()
      .execute((transaction) => queue.send([{ key: 'seven', ids: { note: 7 } }], { transaction }));
    expect(await done.promise).toBe(7);
    await queue.stop();
  });

  it('an outage of the pooler, or of what is behind it, is one', async () => {
    const one = await open();
    await bouncer.stop();
    await expect(one.pool.query('SELECT 1')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'DATABASE_AWAY',
    });
    bouncer = await startPgBouncer(database.connectionString);
  });
});
