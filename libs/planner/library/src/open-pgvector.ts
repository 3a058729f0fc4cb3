import { isDatabaseOutage, sqlState, withLock, type Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Transaction } from 'kysely';
import { PathContents } from './contents/path-contents.ts';
import { PgvectorSearch } from './pgvector-search.ts';

/** Where the vectors of libraries are searched: ROOKERY_VECTOR_SEARCH. */
export const VECTOR_SEARCHES = ['auto', 'memory', 'pgvector'] as const;

/**
 * `auto`: libraries of so many paths are searched in memory, where that is several times faster (0.5 GB for 384 numbers
 * each); larger ones in the database where it can.
 */
const MOST_IN_MEMORY = 250_000;

/** A database that searches vectors, and which libraries it is for. */
export interface DatabaseSearch {
  readonly search: PgvectorSearch;
  /** It searches the libraries with more paths than this. */
  readonly beyond: number;
}

interface PgvectorLog {
  info(fields: object, message: string): void;
}

/** Why a database cannot search vectors. */
interface Missing {
  readonly reason: 'PGVECTOR_NOT_AVAILABLE' | 'PGVECTOR_NOT_ALLOWED' | 'PGVECTOR_BROKEN';
  readonly why: string;
}

/**
 * Finds out whether the database has pgvector, makes the extension where it is there and may be made, and the table of
 * vectors that it searches. Says in the log where vectors are searched, and why. The table is no step of the schema's
 * history, because a database may get the extension at any time, or lose it: all of it can be made again from `path_vector`.
 * @returns undefined: vectors are searched in memory
 * @throws RookeryError FAILED_PRECONDITION: `pgvector`, and the database cannot; the reason is named
 */
export async function openPgvector(
  database: Database,
  choice: (typeof VECTOR_SEARCHES)[number],
  log: PgvectorLog,
  contents = new PathContents(database),
): Promise<DatabaseSearch | undefined> {
  if (choice === 'memory') {
    log.info({}, 'vectors are searched in memory: ROOKERY_VECTOR_SEARCH is memory');
    return undefined;
  }
  const found = await prepare(database);
  if (typeof found === 'string') {
    const beyond = choice === 'pgvector' ? 0 : MOST_IN_MEMORY;
    log.info({ beyond }, `vectors of libraries with more than ${beyond} paths are searched by pgvector`);
    return { search: new PgvectorSearch(database, found, contents), beyond };
  }
  if (choice === 'pgvector') {
    throw new RookeryError('FAILED_PRECONDITION', `ROOKERY_VECTOR_SEARCH is pgvector, but ${found.why}`, {
      reason: found.reason,
    });
  }
  log.info({ reason: found.reason }, `vectors are searched in memory: ${found.why}`);
  return undefined;
}

/** @returns the schema the extension is in, or why there is none */
async function prepare(database: Database): Promise<string | Missing> {
  // Replicas start together, and two of them cannot make an extension at once.
  const lock = { name: 'rookery pgvector', purpose: 'making the table of vectors' };
  try {
    return await withLock(database, lock, async (transaction) => {
      const schema = await extensionSchema(transaction);
      if (typeof schema === 'string') await makeTable(transaction, schema);
      return schema;
    });
  } catch (caught) {
    if (caught instanceof ExtensionRefused) return caught.missing;
    throw caught;
  }
}

/** Carries out of the transaction, which it has ended, why the extension was not made. */
class ExtensionRefused extends Error {
  readonly missing: Missing;

  constructor(missing: Missing, cause: unknown) {
    super(missing.why, { cause });
    this.missing = missing;
  }
}

async function extensionSchema(transaction: Transaction<unknown>): Promise<string | Missing> {
  const installed = await schemaOf(transaction);
  if (installed !== undefined) return installed;
  const { rows } = await sql`SELECT name FROM pg_available_extensions WHERE name = 'vector'`.execute(
    transaction,
  );
  if (rows.length === 0) {
    return {
      reason: 'PGVECTOR_NOT_AVAILABLE',
      why: 'the database server does not have the extension vector',
    };
  }
  try {
    await sql`CREATE EXTENSION vector`.execute(transaction);
  } catch (caught) {
    if (isDatabaseOutage(caught)) throw caught;
    throw new ExtensionRefused(refusal(sqlState(caught)), caught);
  }
  return (
    (await schemaOf(transaction)) ?? {
      reason: 'PGVECTOR_BROKEN',
      why: 'the extension vector was removed again',
    }
  );
}

function refusal(state: string | undefined): Missing {
  return state === INSUFFICIENT_PRIVILEGE
    ? {
        reason: 'PGVECTOR_NOT_ALLOWED',
        why: 'this user may not make the extension vector; let an administrator run: CREATE EXTENSION vector',
      }
    : {
        reason: 'PGVECTOR_BROKEN',
        why: `the extension vector cannot be made (SQLSTATE ${state ?? 'unknown'})`,
      };
}

const INSUFFICIENT_PRIVILEGE = '42501';

async function schemaOf(transaction: Transaction<unknown>): Promise<string | undefined> {
  const { rows } = await sql<{ schema: string }>`
    SELECT nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
     WHERE extname = 'vector'`.execute(transaction);
  return rows[0]?.schema;
}

async function makeTable(transaction: Transaction<unknown>, schema: string): Promise<void> {
  const { rows } = await sql`
    SELECT attname FROM pg_attribute
     WHERE attrelid = to_regclass('planner.path_pgvector') AND attname = 'embedding' AND NOT attisdropped`.execute(
    transaction,
  );
  if (rows.length > 0) return;
  // Somebody who dropped the extension with all that hangs on it has left a table without its column.
  await sql`DROP TABLE IF EXISTS planner.path_pgvector`.execute(transaction);
  // Vectors of several embedders lie in it, so the length is not fixed. Whoever removes a vector, even a process that
  // knows nothing of this table, removes the copy.
  await sql`
    CREATE TABLE planner.path_pgvector (
      path text PRIMARY KEY REFERENCES planner.path_vector (path) ON DELETE CASCADE,
      library text NOT NULL,
      sequence bigint NOT NULL,
      embedding ${sql.id(schema, 'vector')} NOT NULL
    )`.execute(transaction);
  await sql`CREATE INDEX path_pgvector_of_library ON planner.path_pgvector (library)`.execute(transaction);
}
