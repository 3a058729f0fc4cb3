import { migrate, type Database, type SchemaMigrations } from '@rookery/shared-database';
import { sql, type Kysely } from 'kysely';

const SCHEMA = 'chat';

const MIGRATIONS: SchemaMigrations = {
  '0001_places': {
    async up(db) {
      await sql`
        CREATE TABLE conversation (
          session text PRIMARY KEY,
          heard bytea NOT NULL,
          said bytea,
          notice text NOT NULL DEFAULT '',
          expires_at timestamptz NOT NULL
        )`.execute(db);
      await sql`CREATE INDEX conversation_heard ON conversation (heard)`.execute(db);
      await sql`CREATE INDEX conversation_said ON conversation (said)`.execute(db);
      await sql`CREATE INDEX conversation_expires ON conversation (expires_at)`.execute(db);
      await sql`
        CREATE TABLE question (
          place bytea PRIMARY KEY,
          attribute text NOT NULL,
          expires_at timestamptz NOT NULL
        )`.execute(db);
      await sql`CREATE INDEX question_expires ON question (expires_at)`.execute(db);
    },
  },
  '0002_transcripts': {
    async up(db) {
      await sql`ALTER TABLE question RENAME COLUMN place TO transcript`.execute(db);
    },
  },
};

interface ChatTables {
  conversation: {
    session: string;
    /** After the last message of the person. */
    heard: Buffer;
    /** After what the agent said to it; null while it has not said all. */
    said: Buffer | null;
    /** Crisis notice that began what the agent said to the last message; empty: none. */
    notice: string;
    expires_at: Date;
  };
  question: {
    /** After the question. */
    transcript: Buffer;
    attribute: string;
    expires_at: Date;
  };
}

/** Typed access to the schema. */
export function chatTables(database: Database): Kysely<ChatTables> {
  return database.tables<ChatTables>(SCHEMA);
}

/** Brings the schema `chat` to the newest step. */
export async function migrateChat(database: Database): Promise<void> {
  await migrate(database, SCHEMA, MIGRATIONS);
}
