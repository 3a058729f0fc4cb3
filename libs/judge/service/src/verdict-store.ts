import { Verdict } from '@rookery/shared-contracts';
import type { Database, SchemaMigrations } from '@rookery/shared-database';
import { olderThan } from '@rookery/shared-retention';
import { sql, type ColumnType, type Kysely, type QueryExecutorProvider } from 'kysely';
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
  '0003_cache': {
    async up(db) {
      await db.schema
        .createTable('cached_verdict')
        .addColumn('owner', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('verdict', 'jsonb', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
        .addPrimaryKeyConstraint('cached_verdict_pkey', ['owner', 'key'])
        .execute();
    },
  },
};

interface CachedVerdictTable {
  readonly owner: string;
  /** Digest of all that the verdict depends on. */
  readonly key: string;
  readonly verdict: ColumnType<unknown, string, never>;
  readonly created_at: ColumnType<Date, never, never>;
}

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
  readonly #tables: Kysely<{ cached_verdict: CachedVerdictTable }>;

  constructor(database: Database) {
    this.#groups = new VerdictGroups(database, JUDGE_SCHEMA);
    this.#tables = database.tables(JUDGE_SCHEMA);
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
      verdict: recorded(verdict),
    });
    const first = isNew ? undefined : await this.find(key);
    return first ?? { digest, verdict };
  }

  /** A verdict that was given for the same key before. */
  async findCached(owner: string, key: string): Promise<Verdict | undefined> {
    const row = await this.#tables
      .selectFrom('cached_verdict')
      .select('verdict')
      .where('owner', '=', owner)
      .where('key', '=', key)
      .executeTakeFirst();
    return row && Verdict.fromJSON(row.verdict);
  }

  /** Keeps a verdict for a key; the first one stays. */
  async cache(owner: string, key: string, verdict: Verdict): Promise<void> {
    await this.#tables
      .insertInto('cached_verdict')
      .values({ owner, key, verdict: JSON.stringify(recorded(verdict)) })
      .onConflict((conflict) => conflict.columns(['owner', 'key']).doNothing())
      .execute();
  }
}

/** Deletes verdicts, on record and cached, that are older than so many days, at most so many at a time. @returns how many */
export function forgetVerdicts(kept: number): (db: QueryExecutorProvider, most: number) => Promise<number> {
  return async (db, most) => {
    let deleted = 0;
    for (const table of ['judge.verdict', 'judge.cached_verdict']) {
      const { numAffectedRows = 0n } = await sql`
        DELETE FROM ${sql.table(table)} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${sql.table(table)} WHERE ${olderThan('created_at', kept)} LIMIT ${most - deleted} FOR UPDATE SKIP LOCKED))`.execute(
        db,
      );
      deleted += Number(numAffectedRows);
    }
    return deleted;
  };
}

/** What the judge wrote quotes people: it goes to the caller, who may keep it, and not on record here. */
function recorded(verdict: Verdict): object {
  return Verdict.toJSON(withoutWords(verdict)) as object;
}

function withoutWords(verdict: Verdict): Verdict {
  return {
    ...verdict,
    words: '',
    justifications: undefined,
    criteria: verdict.criteria.map((criterion) => ({ ...criterion, evidence: '' })),
    members: verdict.members.map(withoutWords),
  };
}
