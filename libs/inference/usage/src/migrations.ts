import type { SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';

/** The schema of the inference scope. */
export const INFERENCE_SCHEMA = 'inference';

/** One row per call of a model. There is no column that a prompt or an answer could be put into. */
export const INFERENCE_MIGRATIONS: SchemaMigrations = {
  '0001_model_call': {
    async up(db) {
      await db.schema
        .createTable('model_call')
        .addColumn('id', 'uuid', (column) => column.primaryKey())
        .addColumn('at', 'timestamptz', (column) => column.notNull())
        .addColumn('worker', 'text', (column) => column.notNull())
        .addColumn('request_id', 'text', (column) => column.notNull())
        .addColumn('backend', 'text', (column) => column.notNull())
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('purpose', 'text', (column) => column.notNull())
        .addColumn('requests', 'integer', (column) => column.notNull())
        .addColumn('input_tokens', 'bigint', (column) => column.notNull())
        .addColumn('output_tokens', 'bigint', (column) => column.notNull())
        .addColumn('cost_usd', 'double precision', (column) => column.notNull())
        .addColumn('latency_ms', 'double precision', (column) => column.notNull())
        .addColumn('error_kind', 'text')
        .execute();
      await sql`CREATE INDEX model_call_at ON model_call (at)`.execute(db);
    },
  },
  '0002_for_whom': {
    async up(db) {
      // Of calls that were recorded before, nobody knows.
      await sql`
        ALTER TABLE model_call
          ADD COLUMN caller text NOT NULL DEFAULT '',
          ADD COLUMN job text NOT NULL DEFAULT '',
          ADD COLUMN work_class text NOT NULL DEFAULT '',
          ADD COLUMN busy_seconds float8 NOT NULL DEFAULT 0,
          ADD COLUMN gpu_seconds float8`.execute(db);
      await sql`CREATE INDEX model_call_job ON model_call (job) WHERE job <> ''`.execute(db);
    },
  },
};
