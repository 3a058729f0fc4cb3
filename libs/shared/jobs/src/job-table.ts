import type { SchemaMigration } from '@rookery/shared-database';
import { sql, type ColumnType, type Generated } from 'kysely';
import type { JobState } from './job.ts';

export interface JobTable {
  /** Order of creation, for pages. */
  sequence: Generated<string>;
  id: string;
  kind: string;
  owner: string;
  as_operator: boolean;
  /** Null where the caller gave none. */
  request_id: string | null;
  digest: string;
  spec: ColumnType<unknown, string, never>;
  state: ColumnType<JobState, JobState | undefined, JobState>;
  /** Of a job that has ended; of one at work, `waits` says why. */
  state_reason: Generated<string>;
  waits: ColumnType<JobWaits, never, JobWaits>;
  max_calls: ColumnType<string | null, number | null, number>;
  max_cost_usd: number | null;
  generation: Generated<number>;
  created_at: Generated<Date>;
  started_at: Date | null;
  ended_at: Date | null;
}

/** What each process that works on a job waits for, by a name of the process. */
export type JobWaits = Readonly<Record<string, { readonly reason: string; readonly untilMs: number }>>;

export interface JobTables {
  job: JobTable;
}

/** The step of a schema's history that makes its table of jobs, which all kinds of the schema share. */
export const jobTable: SchemaMigration = {
  async up(db) {
    await sql`
      CREATE TABLE job (
        sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        id text COLLATE "C" PRIMARY KEY,
        kind text NOT NULL,
        owner text NOT NULL,
        as_operator boolean NOT NULL,
        request_id text,
        digest text NOT NULL,
        spec jsonb NOT NULL,
        state text NOT NULL DEFAULT 'pending'
          CHECK (state IN ('pending', 'running', 'succeeded', 'failed', 'cancelled', 'stopped')),
        state_reason text NOT NULL DEFAULT '',
        max_calls bigint,
        max_cost_usd float8,
        generation int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        ended_at timestamptz,
        UNIQUE (owner, kind, request_id)
      )`.execute(db);
    await sql`CREATE INDEX job_newest ON job (kind, sequence)`.execute(db);
    await sql`CREATE INDEX job_newest_of_owner ON job (owner, kind, sequence)`.execute(db);
    await sql`CREATE INDEX job_at_work ON job (kind) WHERE state IN ('pending', 'running')`.execute(db);
  },
};

/** The step after it: jobs that did all they could and not all there was. */
export const incompleteJobs: SchemaMigration = {
  async up(db) {
    await sql`
      ALTER TABLE job DROP CONSTRAINT job_state_check, ADD CONSTRAINT job_state_check
        CHECK (state IN ('pending', 'running', 'succeeded', 'incomplete', 'failed', 'cancelled', 'stopped'))`.execute(
      db,
    );
  },
};

/** The step after that: processes that work on one job wait each for itself. */
export const jobWaits: SchemaMigration = {
  async up(db) {
    await sql`ALTER TABLE job ADD COLUMN waits jsonb NOT NULL DEFAULT '{}'`.execute(db);
  },
};
