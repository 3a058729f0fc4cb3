import { Verdict } from '@rookery/shared-contracts';
import type { Database, SchemaMigrations } from '@rookery/shared-database';
import { type ColumnType, type Kysely, sql } from 'kysely';

/** The schema of the judge scope. */
export const JUDGE_SCHEMA = 'judge';

/** A verdict is numbers and names: there is no column that a query, a profile or an answer could be put into. */
export const JUDGE_MIGRATIONS: SchemaMigrations = {
  '0001_verdict': {
    async up(db) {
      await db.schema
        .createTable('verdict')
        .addColumn('request_id', 'text', (column) => column.primaryKey())
        .addColumn('request_digest', 'text', (column) => column.notNull())
        .addColumn('verdict', 'jsonb', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
        .execute();
      await sql`CREATE INDEX verdict_created_at ON verdict (created_at)`.execute(db);
    },
  },
};

interface VerdictTable {
  readonly request_id: string;
  readonly request_digest: string;
  readonly verdict: ColumnType<unknown, string, never>;
  readonly created_at: ColumnType<Date, never, never>;
}

/** A verdict on record, and the digest of the request it was given for. */
export interface StoredVerdict {
  readonly digest: string;
  readonly verdict: Verdict;
}

/** Verdicts by request id, written once. */
export class VerdictStore {
  readonly #tables: Kysely<{ verdict: VerdictTable }>;

  constructor(database: Database) {
    this.#tables = database.tables(JUDGE_SCHEMA);
  }

  async find(requestId: string): Promise<StoredVerdict | undefined> {
    const row = await this.#tables
      .selectFrom('verdict')
      .select(['request_digest', 'verdict'])
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row && { digest: row.request_digest, verdict: Verdict.fromJSON(row.verdict) };
  }

  /** Puts a verdict on record unless there is one for that id, and returns the one on record: the first wins. */
  async keep(requestId: string, { digest, verdict }: StoredVerdict): Promise<StoredVerdict> {
    const inserted = await this.#tables
      .insertInto('verdict')
      .values({
        request_id: requestId,
        request_digest: digest,
        verdict: JSON.stringify(Verdict.toJSON(verdict)),
      })
      .onConflict((conflict) => conflict.column('request_id').doNothing())
      .executeTakeFirst();
    const first = inserted.numInsertedOrUpdatedRows === 0n ? await this.find(requestId) : undefined;
    return first ?? { digest, verdict };
  }
}
