import { migrate, queueSchema, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { incompleteJobs, jobTable, jobWaits } from '@rookery/shared-jobs';
import { COMPARISON_KEYS, contentKeyTable } from '@rookery/shared-sealing';
import { sql } from 'kysely';
import { COMPARISONS_AS_JOBS } from './comparisons-as-jobs.ts';
import { LOST_CONTENDERS } from './lost-contenders.ts';
import { SEALED_QUERIES } from './sealed-queries-migration.ts';
import { SCHEMA } from './tables.ts';

/** The history of the schema, oldest first. */
export const MIGRATIONS: SchemaMigrations = {
  '0001_comparisons': {
    async up(db) {
      await sql`
        CREATE TABLE comparison (
          sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          id text PRIMARY KEY,
          request_id text UNIQUE,
          spec jsonb NOT NULL,
          scenarios text[] NOT NULL,
          simulated boolean NOT NULL,
          searches integer NOT NULL,
          state text NOT NULL,
          state_reason text NOT NULL DEFAULT '',
          result jsonb,
          created_at timestamptz NOT NULL DEFAULT now(),
          ended_at timestamptz
        )`.execute(db);
      await sql`
        CREATE TABLE piece (
          comparison text NOT NULL REFERENCES comparison (id),
          cell integer NOT NULL,
          contender integer NOT NULL,
          first integer NOT NULL,
          searches integer NOT NULL,
          rows bytea NOT NULL,
          cpu_us double precision,
          failed integer NOT NULL,
          lesson text NOT NULL,
          played_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (comparison, cell, contender, first)
        )`.execute(db);
    },
  },
  '0002_jobs': jobTable,
  '0003_comparisons_as_jobs': COMPARISONS_AS_JOBS,
  '0004_incomplete_jobs': incompleteJobs,
  '0005_lost_contenders': LOST_CONTENDERS,
  '0006_job_waits': jobWaits,
  '0007_content_keys': contentKeyTable(COMPARISON_KEYS),
  '0008_sealed_queries': SEALED_QUERIES,
};

/** Brings the schema to the newest step. */
export async function migrateComparisons(database: Database): Promise<void> {
  await migrate(database, SCHEMA, MIGRATIONS);
}

/** Makes the schema of the queue that comparisons go through. */
export const comparisonQueues = queueSchema(`${SCHEMA}_queue`);
