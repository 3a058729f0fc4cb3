import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { migrate, type SchemaMigrations } from './migrate.ts';
import { openDatabase, type Database } from './database.ts';
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

describe('migrate', () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

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
