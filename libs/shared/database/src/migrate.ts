import { RookeryError, isRookeryError } from '@rookery/shared-errors';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import { withLock } from './lock.ts';
import { isConflict, sqlState } from './sorted-error.ts';

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
 * once: one works, the others wait, say so in the log, and find it done. It is all or nothing. Where nothing is missing it
 * only reads, so a role without the right to create will do.
 * @param waitMs how long others are waited for, in milliseconds; five minutes by default
 * @returns the names of the steps that ran now
 * @throws RookeryError FAILED_PRECONDITION when the schema was written by a newer version of this code, or the role may not
 *   make it; UNAVAILABLE when others were waited for too long
 */
export async function migrate(
  database: Database,
  schema: string,
  migrations: SchemaMigrations,
  waitMs?: number,
): Promise<readonly string[]> {
  const db = database.tables<unknown>(schema);
  if ((await missingSteps(db, schema, migrations)).length === 0) return [];
  const purpose = `the migration of schema ${schema}`;
  return withLock(database, { name: `rookery migrate ${schema}`, purpose, waitMs }, async (transaction) => {
    await makeSchema(transaction, schema);
    const missing = await missingSteps(transaction, schema, migrations);
    for (const [name, migration] of missing) await run(transaction, schema, name, migration);
    return missing.map(([name]) => name);
  });
}

type Step = readonly [name: string, migration: SchemaMigration];

/** The steps that did not run yet, in their order. */
async function missingSteps(
  db: Kysely<unknown>,
  schema: string,
  migrations: SchemaMigrations,
): Promise<readonly Step[]> {
  const ran = new Set(await stepsThatRan(db, schema));
  const unknown = [...ran].find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `schema ${schema}: holds migration ${unknown}, which this version does not know; ` +
        'the data was written by a newer Rookery: upgrade, or use another data folder or database',
      { reason: 'SCHEMA_TOO_NEW' },
    );
  }
  return Object.entries(migrations)
    .filter(([name]) => !ran.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

async function stepsThatRan(db: Kysely<unknown>, schema: string): Promise<readonly string[]> {
  const history = await sql<{ found: boolean }>`
    SELECT to_regclass(${`"${schema}"."${HISTORY}"`}) IS NOT NULL AS found`.execute(db);
  if (history.rows[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM ${sql.id(schema, HISTORY)} ORDER BY name`.execute(db);
  return rows.map(({ name }) => name);
}

async function makeSchema(transaction: Transaction<unknown>, schema: string): Promise<void> {
  const { rows } = await sql<{ found: boolean; may: boolean; role: string }>`
    SELECT to_regnamespace(${`"${schema}"`}) IS NOT NULL AS found, current_user AS role,
           has_database_privilege(current_database(), 'CREATE') AS may`.execute(transaction);
  const [{ found, may, role } = { found: false, may: true, role: '' }] = rows;
  if (!found && !may) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `schema ${schema}: is not there, and the role ${role} may not make it; ` +
        `let an administrator run: CREATE SCHEMA ${schema} AUTHORIZATION "${role}"`,
      { reason: 'DATABASE_DENIES' },
    );
  }
  if (!found) await sql`CREATE SCHEMA ${sql.id(schema)}`.execute(transaction);
  await sql`
    CREATE TABLE IF NOT EXISTS ${sql.id(schema, HISTORY)} (
      name varchar(255) PRIMARY KEY,
      timestamp varchar(255) NOT NULL
    )`.execute(transaction);
}

async function run(
  transaction: Transaction<unknown>,
  schema: string,
  name: string,
  migration: SchemaMigration,
): Promise<void> {
  try {
    await sql`SELECT set_config('search_path', ${`"${schema}", public`}, true)`.execute(transaction);
    await migration.up(transaction.withSchema(schema));
    await sql`
      INSERT INTO ${sql.id(schema, HISTORY)} (name, timestamp)
      VALUES (${name}, ${new Date().toISOString()})`.execute(transaction);
  } catch (caught) {
    if (isConflict(caught)) throw caught;
    throw failed(`schema ${schema}: migration ${name} failed; nothing was changed`, caught);
  }
}

function failed(what: string, caught: unknown): RookeryError {
  if (isRookeryError(caught) && (caught.reason === 'DATABASE_AWAY' || caught.reason === 'DATABASE_DENIES')) {
    const { code, reason, message } = caught;
    return new RookeryError(code, `${what}: ${message}`, { reason, cause: caught });
  }
  const state = sqlState(caught);
  return new RookeryError('INTERNAL', state === undefined ? what : `${what} (SQLSTATE ${state})`, {
    reason: 'MIGRATION_FAILED',
    cause: caught,
  });
}
