import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { RookeryError } from '@rookery/shared-errors';
import type { Database } from './database.ts';

const HISTORY = 'schema_migration';

/**
 * One step of a schema's history. It runs in a transaction, once, and finds its own schema both through the
 * query builder and in raw SQL (the search path is set). Never change one that was released: add the next.
 */
export interface SchemaMigration {
  up(db: Kysely<unknown>): Promise<void>;
}

/** Steps by name; names sort in the order they run: `0001_runs`, `0002_results`. */
export type SchemaMigrations = Readonly<Record<string, SchemaMigration>>;

/**
 * Brings one service's schema to the newest step, creating it when missing. Several processes may call it at
 * once: one works, the others wait and find it done. It is all or nothing.
 * @returns the names of the steps that ran now
 * @throws RookeryError FAILED_PRECONDITION when the schema was written by a newer version of this code.
 */
export async function migrate(
  database: Database,
  schema: string,
  migrations: SchemaMigrations,
): Promise<readonly string[]> {
  return database
    .tables<unknown>(schema)
    .withoutPlugins()
    .connection()
    .execute(async (connection) => {
      // Held for the session: it covers the creation of the schema, which Kysely's own lock does not.
      await sql`SELECT pg_advisory_lock(hashtext(${`rookery migrate ${schema}`}))`.execute(connection);
      try {
        await connection.schema.createSchema(schema).ifNotExists().execute();
        await refuseNewerSchema(connection, schema, migrations);
        return await runMissing(connection, schema, migrations);
      } finally {
        await sql`SELECT pg_advisory_unlock(hashtext(${`rookery migrate ${schema}`}))`.execute(connection);
      }
    });
}

async function runMissing(
  connection: Kysely<unknown>,
  schema: string,
  migrations: SchemaMigrations,
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: () => Promise.resolve(inSchema(schema, migrations)) },
    migrationTableSchema: schema,
    migrationTableName: HISTORY,
    migrationLockTableName: `${HISTORY}_lock`,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName ?? 'the first one';
    throw new RookeryError('INTERNAL', `schema ${schema}: migration ${failed} failed; nothing was changed`, {
      reason: 'MIGRATION_FAILED',
      cause: error,
    });
  }
  return results.map((result) => result.migrationName);
}

function inSchema(schema: string, migrations: SchemaMigrations): Record<string, Migration> {
  const entries = Object.entries(migrations).map(([name, migration]): [string, Migration] => [
    name,
    {
      async up(db: Kysely<unknown>): Promise<void> {
        await sql`SELECT set_config('search_path', ${`"${schema}", public`}, true)`.execute(db);
        await migration.up(db.withSchema(schema));
      },
    },
  ]);
  return Object.fromEntries(entries);
}

async function refuseNewerSchema(
  connection: Kysely<unknown>,
  schema: string,
  migrations: SchemaMigrations,
): Promise<void> {
  const history = await sql<{ found: boolean }>`
    SELECT to_regclass(${`"${schema}"."${HISTORY}"`}) IS NOT NULL AS found`.execute(connection);
  if (history.rows[0]?.found !== true) return;
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM ${sql.id(schema, HISTORY)} ORDER BY name`.execute(connection);
  const unknown = rows.find((row) => !Object.hasOwn(migrations, row.name));
  if (unknown === undefined) return;
  throw new RookeryError(
    'FAILED_PRECONDITION',
    `schema ${schema}: holds migration ${unknown.name}, which this version does not know; ` +
      'the data was written by a newer Rookery: upgrade, or use another data folder or database',
    { reason: 'SCHEMA_TOO_NEW' },
  );
}
