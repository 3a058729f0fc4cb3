import { Verdict } from '@rookery/shared-contracts';
import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';

const SCHEMA = 'judge';

interface JudgeTables {
  verdict: {
    request_id: string;
    /** The contract's Verdict as JSON: scores and counts, no words of a person or a model. */
    verdict: string;
  };
}

const MIGRATIONS: SchemaMigrations = {
  '0001_verdicts': {
    async up(db) {
      await sql`
        CREATE TABLE verdict (
          request_id text PRIMARY KEY,
          verdict jsonb NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now()
        )`.execute(db);
    },
  },
};

/** Brings the judge's schema up to date. */
export async function migrateJudge(database: Database): Promise<void> {
  await migrate(database, SCHEMA, MIGRATIONS);
}

/** Verdicts by the request id they were asked under. */
export class VerdictStore {
  readonly #tables;

  constructor(database: Database) {
    this.#tables = database.tables<JudgeTables>(SCHEMA);
  }

  /** The stored verdict, if there is one. */
  async find(requestId: string): Promise<Verdict | undefined> {
    const row = await this.#tables
      .selectFrom('verdict')
      .select('verdict')
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row === undefined ? undefined : Verdict.fromJSON(row.verdict);
  }

  /** Stores a verdict; when another process was faster, its verdict stays and is returned. */
  async keep(requestId: string, verdict: Verdict): Promise<Verdict> {
    const stored = await this.#tables
      .insertInto('verdict')
      .values({ request_id: requestId, verdict: JSON.stringify(Verdict.toJSON(verdict)) })
      .onConflict((conflict) => conflict.column('request_id').doNothing())
      .returning('request_id')
      .executeTakeFirst();
    return stored === undefined ? ((await this.find(requestId)) ?? verdict) : verdict;
  }
}
