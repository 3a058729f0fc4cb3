import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { SEALED_SESSIONS, sealedContents } from '@rookery/shared-sealing';
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
  '0002_end_users': {
    async up(db) {
      await sql`
        ALTER TABLE session
          ADD COLUMN end_user text NOT NULL DEFAULT '', ADD COLUMN answered boolean NOT NULL DEFAULT false`.execute(
        db,
      );
      await sql`CREATE INDEX session_of_end_user ON session (owner, end_user, sequence)`.execute(db);
    },
  },
  '0003_sealed': sealedContents(SEALED_SESSIONS.keys),
  '0005_referrals': {
    async up(db) {
      // How often, and nothing of whom.
      await sql`
        CREATE TABLE referral (
          day date,
          owner text,
          level text CHECK (level IN ('crisis', 'concern')),
          times bigint NOT NULL,
          PRIMARY KEY (day, owner, level)
        )`.execute(db);
    },
  },
  '0004_deleted_sessions': {
    async up(db) {
      // Names alone, which mean nothing: whoever kept something under one learns that it has to go.
      await sql`
        CREATE TABLE deleted_session (
          sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          session text NOT NULL,
          deleted_at timestamptz NOT NULL DEFAULT now()
        )`.execute(db);
    },
  },
};

export interface SessionTable {
  /** Order of creation, for pages. */
  sequence: Generated<string>;
  id: string;
  /** Whose it is, as the gateway names its callers; empty: anybody's. */
  owner: string;
  /** A hash of whom the owner converses for; empty: not said. */
  end_user: Generated<string>;
  /** It has its answer, so that it makes room for another. */
  answered: Generated<boolean>;
  revision: number;
  /** Plain, or a mark where it is sealed. */
  content: ColumnType<unknown, string, string>;
  sealed: Buffer | null;
  wrapped_key: Buffer | null;
  key_generation: ColumnType<string | null, number | null, number | null>;
  created_at: Generated<Date>;
  expires_at: Date;
}

export interface AgentTables {
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
