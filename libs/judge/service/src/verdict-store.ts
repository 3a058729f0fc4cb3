import { Verdict } from '@rookery/shared-contracts';
import type { Database, SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';
import { VerdictGroups } from './verdict-groups.ts';

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
  '0002_owner': {
    async up(db) {
      await sql`ALTER TABLE verdict ADD COLUMN owner text NOT NULL DEFAULT ''`.execute(db);
      await sql`ALTER TABLE verdict DROP CONSTRAINT verdict_pkey, ADD PRIMARY KEY (owner, request_id)`.execute(
        db,
      );
    },
  },
};

/** A verdict on record, and the digest of the request it was given for. */
export interface StoredVerdict {
  readonly digest: string;
  readonly verdict: Verdict;
}

/** Who asked, and under which id: the ids of other keys are apart. */
export interface VerdictKey {
  readonly owner: string;
  readonly requestId: string;
}

/** Verdicts by key, written once. */
export class VerdictStore {
  readonly #groups: VerdictGroups;

  constructor(database: Database) {
    this.#groups = new VerdictGroups(database, JUDGE_SCHEMA);
  }

  async find({ owner, requestId }: VerdictKey): Promise<StoredVerdict | undefined> {
    const row = await this.#groups.find(owner, requestId);
    return row && { digest: row.request_digest, verdict: Verdict.fromJSON(row.verdict) };
  }

  /** Puts a verdict on record unless there is one for that key, and returns the one on record: the first wins. */
  async keep(key: VerdictKey, { digest, verdict }: StoredVerdict): Promise<StoredVerdict> {
    const isNew = await this.#groups.insert({
      owner: key.owner,
      request_id: key.requestId,
      request_digest: digest,
      // What the judge wrote quotes people: it goes to the caller, who may keep it, and not on record here.
      verdict: Verdict.toJSON({ ...verdict, words: '' }) as object,
    });
    const first = isNew ? undefined : await this.find(key);
    return first ?? { digest, verdict };
  }
}
