import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { databaseReady } from './ready.ts';
import { silentLog, testDatabase } from './testing.ts';

interface Tables {
  note: { id: number; text: string };
}

describe('statements', () => {
  let database: Database;
  let notes: Kysely<Tables>;
  beforeAll(async () => {
    database = await testDatabase();
    await migrate(database, 'notes', {
      '0001_note': {
        up: async (db) => {
          await sql`CREATE TABLE note (id int PRIMARY KEY, text text NOT NULL)`.execute(db);
        },
      },
    });
    notes = database.tables('notes');
    await notes
      .insertInto('note')
      .values([1, 2, 3].map((id) => ({ id, text: 'old' })))
      .execute();
  });
  afterAll(() => database.close());

  /** The pool's next connection, and every one after it until that is thrown away, is a standby's. */
  async function turnReadOnly(): Promise<number> {
    const client = await database.pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await client.query('SET default_transaction_read_only = on');
    client.release();
    return rows[0]?.pid ?? 0;
  }

  async function pid(): Promise<number | undefined> {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(notes);
    return rows[0]?.pid;
  }

  it.each([
    ['Kysely', () => sql`UPDATE notes.note SET text = 'new' WHERE id = 1`.execute(notes)],
    ['the pool', () => database.pool.query("UPDATE notes.note SET text = 'new' WHERE id = 1")],
    [
      'a transaction',
      () =>
        notes
          .transaction()
          .execute((transaction) => transaction.updateTable('note').set({ text: 'new' }).execute()),
    ],
  ])('through %s leave a connection that turned read-only', async (_, write) => {
    const standby = await turnReadOnly();
    expect(await pid()).toBe(standby);
    await write();
    expect(await pid()).not.toBe(standby);
    // The pool renews its connections at most once a second.
    await new Promise((done) => setTimeout(done, 1_000));
  });

  it('are no reason to be ready while the database takes no writes', async () => {
    const { rows } = await database.pool.query<{ name: string }>('SELECT current_database() AS name');
    const name = rows[0]?.name ?? '';
    await sql`ALTER DATABASE ${sql.id(name)} SET default_transaction_read_only = on`.execute(notes);
    const other = await openDatabase({
      databaseUrl: database.connectionString,
      dataFolder: '',
      service: 'test',
      log: silentLog,
    });
    try {
      expect(await databaseReady(other, 30_000)).toBe(false);
      const writing = other.tables<Tables>('notes').updateTable('note').set({ text: 'x' }).execute();
      await expect(writing).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        reason: 'DATABASE_AWAY',
        retryAfterMs: 1000,
      });
      await sql`ALTER DATABASE ${sql.id(name)} RESET default_transaction_read_only`.execute(notes);
      expect(await databaseReady(other, 30_000)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('that lock each other out are done again, in whole transactions', async () => {
    const bothHoldOne = Promise.withResolvers<void>();
    let holding = 0;
    const swap = (first: number, second: number): Promise<void> =>
      notes.transaction().execute(async (transaction) => {
        const write = (id: number): Promise<unknown> =>
          transaction
            .updateTable('note')
            .set({ text: `${first}` })
            .where('id', '=', id)
            .execute();
        await write(first);
        if (++holding === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await write(second);
      });
    await Promise.all([swap(1, 2), swap(2, 1)]);
    expect(holding).toBe(3);
  });

  it('fail with an outage, and a time, when their connection is lost', async () => {
    const lost = sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(notes);
    await expect(lost).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'DATABASE_AWAY',
      retryAfterMs: 1000,
    });
  });

  it('fail for good when they take longer than the database allows', async () => {
    const taking = notes.transaction().execute(async (transaction) => {
      await sql`SET LOCAL statement_timeout = 20`.execute(transaction);
      await sql`SELECT pg_sleep(60)`.execute(transaction);
    });
    await expect(taking).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'DATABASE_DENIES',
      message: expect.stringContaining('57014'),
    });
  });

  it('fail as the caller’s where a text cannot be stored', async () => {
    const storing = notes.insertInto('note').values({ id: 9, text: 'CANARY\0' }).execute();
    const error: unknown = await storing.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('22021') });
    expect(String(error)).not.toContain('CANARY');
  });
});
