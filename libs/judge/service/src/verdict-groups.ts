import { GroupedWork } from '@rookery/shared-concurrency';
import { isDatabaseOutage, type Database } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { sql, type Kysely } from 'kysely';

/** A row of the table of verdicts, as far as it is read. */
export interface VerdictRow {
  readonly request_digest: string;
  readonly verdict: unknown;
}

interface Key {
  readonly owner: string;
  readonly request_id: string;
}

interface NewRow extends Key {
  readonly request_digest: string;
  readonly verdict: object;
}

/** Most rows of one statement. */
const MOST_ROWS = 500;

/**
 * Reads and writes verdicts in groups, each one statement: what comes while a group is on its way goes with the next. A verdict that
 * was written is committed, as if it had been written alone.
 */
export class VerdictGroups {
  readonly #db: Kysely<unknown>;
  readonly #reads: GroupedWork<Key, VerdictRow | undefined>;
  readonly #writes: GroupedWork<NewRow, boolean>;

  /** @param schema that has the table `verdict` */
  constructor(database: Database, schema: string) {
    this.#db = database.tables(schema);
    const [table, most] = [sql.table(`${schema}.verdict`), MOST_ROWS];
    this.#reads = new GroupedWork({ most, mayBeOfOne, work: (keys) => this.#read(table, keys) });
    this.#writes = new GroupedWork({ most, mayBeOfOne, work: (rows) => this.#write(table, rows) });
  }

  find(owner: string, requestId: string): Promise<VerdictRow | undefined> {
    return this.#reads.add({ owner, request_id: requestId });
  }

  /** Inserts a row, unless there is one for that key. @returns whether it did */
  insert(row: NewRow): Promise<boolean> {
    return this.#writes.add(row);
  }

  async #read(table: Table, keys: readonly Key[]): Promise<(VerdictRow | undefined)[]> {
    const { rows } = await sql<Key & VerdictRow>`
      SELECT owner, request_id, request_digest, verdict
        FROM ${table} JOIN unnest(${keys.map(({ owner }) => owner)}::text[], ${keys.map(requestIdOf)}::text[])
               AS asked (owner, request_id) USING (owner, request_id)`.execute(this.#db);
    const found = new Map(rows.map((row) => [nameOf(row), row]));
    return keys.map((key) => found.get(nameOf(key)));
  }

  async #write(table: Table, rows: readonly NewRow[]): Promise<boolean[]> {
    // In one order everywhere: two replicas that write the same verdicts must not wait for each other.
    const sorted = rows.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const { rows: inserted } = await sql<Key>`
      INSERT INTO ${table} (owner, request_id, request_digest, verdict)
      SELECT owner, request_id, request_digest, verdict
        FROM jsonb_to_recordset(${JSON.stringify(sorted)}::jsonb) AS row (
          owner text, request_id text, request_digest text, verdict jsonb)
      ON CONFLICT (owner, request_id) DO NOTHING
      RETURNING owner, request_id`.execute(this.#db);
    const isNew = new Set(inserted.map(nameOf));
    // Where a key comes twice, the first in the order of the statement went in.
    const counted = new Set<NewRow>();
    for (const row of sorted) if (isNew.delete(nameOf(row))) counted.add(row);
    return rows.map((row) => counted.has(row));
  }
}

type Table = ReturnType<typeof sql.table>;

const requestIdOf = ({ request_id }: Key): string => request_id;

/** No owner's name has a slash in it. */
function nameOf({ owner, request_id }: Key): string {
  return `${owner}/${request_id}`;
}

/** A row that the database will never take harms only itself; a database that is away harms all. */
function mayBeOfOne(caught: unknown): boolean {
  return !isDatabaseOutage(caught) && asRookeryError(caught).reason !== 'DATABASE_DENIES';
}
