import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';

/** The schema that this library owns. */
export const AUDIT_SCHEMA = 'audit';

const MIGRATIONS: SchemaMigrations = {
  '0001_entries': {
    async up(db) {
      await sql`
        CREATE TABLE entry (
          sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          at timestamptz NOT NULL,
          tenant text NOT NULL,
          key_id text NOT NULL,
          call text NOT NULL,
          resource text NOT NULL,
          status text NOT NULL,
          times integer NOT NULL
        )`.execute(db);
      await sql`CREATE INDEX entry_of_tenant ON entry (tenant, sequence)`.execute(db);
      await sql`CREATE INDEX entry_at ON entry (at)`.execute(db);
    },
  },
};

/** Brings the schema of the audit trail to the newest step. */
export async function migrateAudit(database: Database): Promise<void> {
  await migrate(database, AUDIT_SCHEMA, MIGRATIONS);
}
