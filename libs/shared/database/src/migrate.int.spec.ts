import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { migrate, type SchemaMigrations } from './migrate.ts';
import { openDatabase, type Database } from './database.ts';
import type { DatabaseLog } from './log.ts';
import { openQueue } from './queue.ts';
import { silentLog, testDatabase } from './testing.ts';

interface Tables {
  run: { id: string; state: string };
}

const FIRST: SchemaMigrations = {
  '0001_run': {
    async up(db) {
      await db.schema
        .createTable('run')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .execute();
    },
  },
};

const BOTH: SchemaMigrations = {
  ...FIRST,
  '0002_state': {
    async up(db) {
      // Raw SQL finds the schema too.
      await sql`ALTER TABLE run ADD COLUMN state text NOT NULL DEFAULT 'new'`.execute(db);
    },
  },
};

const WITHOUT_CREATE = `plain_${process.pid}`;

describe('migrate', () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`CREATE ROLE ${WITHOUT_CREATE} LOGIN PASSWORD 'plain'`);
  });
  afterAll(async () => {
    await database.pool.query(`DROP OWNED BY ${WITHOUT_CREATE}`);
    await database.pool.query(`DROP ROLE ${WITHOUT_CREATE}`);
    await database.close();
  });

  /** The same database, opened by a role that may not make schemas in it. */
  function openWithoutCreate(log: DatabaseLog = silentLog): Promise<Database> {
    const url = new URL(database.connectionString);
    url.username = WITHOUT_CREATE;
    url.password = 'plain';
    return openDatabase({ databaseUrl: url.href, dataFolder: '', service: 'plain', log });
  }

  it('makes the schema, runs what is missing and nothing twice', async () => {
    expect(await migrate(database, 'steps', FIRST)).toEqual(['0001_run']);
    expect(await migrate(database, 'steps', BOTH)).toEqual(['0002_state']);
    expect(await migrate(database, 'steps', BOTH)).toEqual([]);
    const tables = database.tables<Tables>('steps');
    await tables.insertInto('run').values({ id: 'a', state: 'done' }).execute();
    expect(await tables.selectFrom('run').selectAll().execute()).toEqual([{ id: 'a', state: 'done' }]);
  });

  it('lets many processes start at once', async () => {
    const others = await Promise.all(
      Array.from({ length: 4 }, () =>
        openDatabase({
          databaseUrl: database.connectionString,
          dataFolder: '',
          service: 'race',
          log: silentLog,
          poolSize: 2,
        }),
      ),
    );
    const everybody = [database, ...others, ...others];
    const ran = await Promise.all(everybody.map((one) => migrate(one, 'race', BOTH)));
    expect(ran.flat().sort()).toEqual(['0001_run', '0002_state']);
    await Promise.all(others.map((one) => one.close()));
  });

  it('keeps the schemas of two services apart', async () => {
    await migrate(database, 'one', FIRST);
    await migrate(database, 'two', FIRST);
    await database.tables<{ run: { id: string } }>('one').insertInto('run').values({ id: 'x' }).execute();
    expect(await database.tables<Tables>('two').selectFrom('run').select('id').execute()).toEqual([]);
  });

  it('refuses a schema that a newer version wrote, and names the step', async () => {
    await migrate(database, 'newer', BOTH);
    await expect(migrate(database, 'newer', FIRST)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('0002_state'),
    });
  });

  it('needs no right to create where the schema is there already', async () => {
    await database.pool.query(`CREATE SCHEMA given AUTHORIZATION ${WITHOUT_CREATE}`);
    await database.pool.query(`CREATE SCHEMA given_queue AUTHORIZATION ${WITHOUT_CREATE}`);
    const plain = await openWithoutCreate();
    try {
      expect(await migrate(plain, 'given', BOTH)).toEqual(['0001_run', '0002_state']);
      const queue = await openQueue({ database: plain, schema: 'given_queue', name: 'q', log: silentLog });
      expect(await queue.send([{ key: 'one', ids: {} }])).toBe(1);
      await queue.stop();
    } finally {
      await plain.close();
    }
  });

  it('only reads where nothing is missing', async () => {
    await migrate(database, 'done', BOTH);
    await database.pool.query(`GRANT USAGE ON SCHEMA done TO ${WITHOUT_CREATE}`);
    await database.pool.query(`GRANT SELECT ON ALL TABLES IN SCHEMA done TO ${WITHOUT_CREATE}`);
    const plain = await openWithoutCreate();
    try {
      expect(await migrate(plain, 'done', BOTH)).toEqual([]);
      await expect(
        plain.tables<Tables>('done').insertInto('run').values({ id: 'a', state: 'b' }).execute(),
      ).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        reason: 'DATABASE_DENIES',
        message: expect.stringContaining('permission denied for table run'),
      });
    } finally {
      await plain.close();
    }
  });

  it('says what an administrator has to run where the schema is missing', async () => {
    const plain = await openWithoutCreate();
    try {
      await expect(migrate(plain, 'missing', BOTH)).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        reason: 'DATABASE_DENIES',
        message: expect.stringContaining(`CREATE SCHEMA missing AUTHORIZATION "${WITHOUT_CREATE}"`),
      });
      await expect(
        openQueue({ database: plain, schema: 'missing_queue', name: 'q', log: silentLog }),
      ).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'DATABASE_DENIES' });
    } finally {
      await plain.close();
    }
  });

  it.each([
    [
      'the lock of the migration',
      "SELECT pg_advisory_lock(hashtext('rookery migrate held'))",
      'rookery test',
    ],
    ['a table that it changes', 'LOCK TABLE held.run', 'another connection'],
  ])('says that it waits for %s, and does not wait for ever', async (_, take, holder) => {
    await migrate(database, 'held', FIRST);
    const words: string[] = [];
    const log = { info: () => undefined, warn: (_fields: object, message: string) => words.push(message) };
    const waiting = await openDatabase({
      databaseUrl: database.connectionString,
      dataFolder: '',
      service: 'waiting',
      log,
    });
    const holding = await database.pool.connect();
    try {
      await holding.query('BEGIN');
      await holding.query(take);
      await expect(migrate(waiting, 'held', BOTH, 300)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        reason: 'DATABASE_LOCKED',
        message: expect.stringMatching(`the migration of schema held: waited \\d+ s for ${holder}`),
      });
      expect(words).toEqual([expect.stringContaining('the migration of schema held waits for')]);
    } finally {
      holding.release(true);
      await waiting.close();
    }
    await migrate(database, 'held', BOTH);
    await database.pool.query('DROP SCHEMA held CASCADE');
  });

  it('changes nothing when a step fails', async () => {
    const broken: SchemaMigrations = {
      ...BOTH,
      '0003_broken': {
        async up(db) {
          await db.schema.createTable('left_over').addColumn('id', 'text').execute();
          await sql`SELECT 1 / 0`.execute(db);
        },
      },
    };
    await expect(migrate(database, 'broken', broken)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('0003_broken'),
    });
    expect(await migrate(database, 'broken', BOTH)).toEqual(['0001_run', '0002_state']);
  });
});
