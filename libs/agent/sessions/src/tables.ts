import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql, type ColumnType, type Generated, type Kysely } from 'kysely';

/** The schema this library owns: apart from plans and paths, so that it can be backed up, or not, on its own. */
const SCHEMA = 'agent';

const MIGRATIONS: SchemaMigrations = {
  '0001_sessions': {
    async up(db) {
      await sql`
        CREATE TABLE session (
          sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          id text PRIMARY KEY,
          owner text NOT NULL,
          revision integer NOT NULL,
          content jsonb NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          expires_at timestamptz NOT NULL
        )`.execute(db);
      await sql`CREATE INDEX session_of_owner ON session (owner, sequence)`.execute(db);
      await sql`CREATE INDEX session_expires ON session (expires_at)`.execute(db);
    },
  },
};

export interface SessionTable {
  /** Order of creation, for pages. */
  sequence: Generated<string>;
  id: string;
  /** Whose it is, as the gateway names its callers; empty: anybody's. */
  owner: string;
  revision: number;
  content: ColumnType<unknown, string, string>;
  created_at: Generated<Date>;
  expires_at: Date;
}

interface AgentTables {
  session: SessionTable;
}

/** Typed access to the schema. */
export function agentTables(database: Database): Kysely<AgentTables> {
  return database.tables<AgentTables>(SCHEMA);
}

/** Brings the schema `agent` to the newest step. */
export async function migrateSessions(database: Database): Promise<void> {
  await migrate(database, SCHEMA, MIGRATIONS);
}
