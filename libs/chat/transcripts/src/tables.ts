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
  // Questions were known by all that was said before them, so that a client that changes anything of that lost them. Hashes of
  // before mean nothing to the new ones: conversations that are going on are read again once.
  '0003_turns': {
    async up(db) {
      await sql`DROP TABLE question`.execute(db);
      await sql`
        CREATE TABLE turn (
          session text NOT NULL,
          said bytea NOT NULL,
          words bytea NOT NULL,
          exchange bytea NOT NULL,
          attribute text,
          expires_at timestamptz NOT NULL,
          PRIMARY KEY (session, said)
        )`.execute(db);
      await sql`CREATE INDEX turn_said ON turn (said)`.execute(db);
      await sql`CREATE INDEX turn_words ON turn (words)`.execute(db);
      await sql`CREATE INDEX turn_exchange ON turn (exchange)`.execute(db);
      await sql`CREATE INDEX turn_expires ON turn (expires_at)`.execute(db);
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
  turn: {
    session: string;
    /** The transcript after it. */
    said: Buffer;
    /** The agent's words alone. */
    words: Buffer;
    /** The person's words and the agent's, alone. */
    exchange: Buffer;
    /** What a question asks for; null for an answer. */
    attribute: string | null;
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
