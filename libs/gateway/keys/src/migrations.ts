import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql } from 'kysely';
import { KEYS_SCHEMA } from './tables.ts';

const MIGRATIONS: SchemaMigrations = {
  '0001_keys': {
    async up(db) {
      await sql`
        CREATE TABLE api_key (
          id text PRIMARY KEY,
          sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          digest bytea NOT NULL UNIQUE,
          tenant text NOT NULL,
          roles text[] NOT NULL,
          most_calls integer,
          most_sessions integer,
          note text NOT NULL DEFAULT '',
          created_at timestamptz NOT NULL DEFAULT now(),
          expires_at timestamptz,
          revoked_at timestamptz
        )`.execute(db);
      // Gateways look at this one number every second, and read the keys when it has moved.
      await sql`CREATE TABLE revision (number bigint NOT NULL)`.execute(db);
      await sql`INSERT INTO revision VALUES (1)`.execute(db);
      await sql`
        CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE ${sql.id(KEYS_SCHEMA, 'revision')} SET number = number + 1;
          RETURN NULL;
        END $$`.execute(db);
      await sql`
        CREATE TRIGGER api_key_moved AFTER INSERT OR UPDATE OR DELETE ON api_key
          FOR EACH STATEMENT EXECUTE FUNCTION moved()`.execute(db);
    },
  },
};

/** Brings the schema of keys to the newest step. */
export async function migrateKeys(database: Database): Promise<void> {
  await migrate(database, KEYS_SCHEMA, MIGRATIONS);
}
