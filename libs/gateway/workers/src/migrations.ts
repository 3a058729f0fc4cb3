import type { SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';

/** The schema of the list of inference workers. */
export const WORKERS_SCHEMA = 'gateway_workers';

/** One row for each worker that registered; it counts as long as its lease lasts. */
export const WORKERS_MIGRATIONS: SchemaMigrations = {
  '0001_lease': {
    async up(db) {
      await sql`CREATE SEQUENCE registration`.execute(db);
      // The worker as its message of the contract, so that a column is not needed for each of its fields.
      await sql`
        CREATE TABLE lease (
          worker text COLLATE "C" PRIMARY KEY,
          registration bigint NOT NULL,
          message bytea NOT NULL,
          in_flight bigint NOT NULL,
          calls_per_second float8,
          expires_at timestamptz NOT NULL
        )`.execute(db);
    },
  },
};
