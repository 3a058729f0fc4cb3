import type { SchemaMigration } from '@rookery/shared-database';
import { sql, type Kysely, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import type { Sealing } from './sealing.ts';

/** A table of keys of contents: its rows have `id` (text), `wrapped_key` and `key_generation`. */
export interface KeyTable {
  readonly schema: string;
  readonly table: string;
  /**
   * Whether a content that was erased may come again under the same id, with another key. Then rows have `made`, by which the two
   * are told apart; without it ids are random.
   */
  readonly idsReturn?: boolean;
}

/** By what the file of the living knows a key: an expression over its row. */
export function nameOfKey({ idsReturn = false }: KeyTable): RawBuilder<string> {
  return idsReturn ? sql<string>`id || ' ' || made` : sql<string>`id`;
}

/** What the keys of a table open, wherever it lies. */
export interface SealedContents {
  readonly keys: KeyTable;
  /** A condition: something lies plain that should be sealed. */
  readonly isPlain: RawBuilder<boolean>;
  /** Seals some of what lies plain, with new keys or those it has; rows that somebody else holds are left. @returns how many rows */
  sealSome(transaction: QueryExecutorProvider, sealing: Sealing): Promise<number>;
  /** Deletes contents by the ids of their keys: they were erased, and came back with an older copy of the database. */
  eraseRemains(transaction: QueryExecutorProvider, ids: readonly string[]): Promise<void>;
}

/**
 * Keys for whoever knows nothing of the rows that they open: the keys above can be replaced, and those of what came back go. The service
 * that owns the rows seals what lies plain, and deletes what has no key any more.
 */
export function keysAlone(keys: KeyTable): SealedContents {
  return {
    keys,
    isPlain: sql<boolean>`false`,
    sealSome: () => Promise.resolve(0),
    async eraseRemains(transaction, ids) {
      await sql`
        DELETE FROM ${sql.id(keys.schema, keys.table)} WHERE id = ANY(${[...ids]}::text[])`.execute(
        transaction,
      );
    },
  };
}

/** The step of a schema's history by which it has a table of its own for the keys of contents that lie in other tables. */
export function contentKeyTable({ schema, table }: KeyTable & { readonly idsReturn: true }): SchemaMigration {
  return {
    async up(db) {
      await sql`
        CREATE TABLE ${sql.id(table)} (
          id text COLLATE "C" PRIMARY KEY,
          wrapped_key bytea NOT NULL,
          key_generation bigint NOT NULL,
          made uuid NOT NULL DEFAULT gen_random_uuid()
        )`.execute(db);
      await noteWhatIsErased(db, { schema, table });
    },
  };
}

/** Whenever keys go, it is noted that the keys above have to be replaced: until then, copies of the database still open. */
export async function noteWhatIsErased(db: Kysely<unknown>, { schema, table }: KeyTable): Promise<void> {
  await sql`CREATE INDEX ${sql.id(`${table}_key_generation`)} ON ${sql.id(table)} (key_generation)`.execute(
    db,
  );
  await sql`
    CREATE TABLE content_generation (
      number bigint NOT NULL DEFAULT 0,
      erased boolean NOT NULL DEFAULT false,
      replaced_at timestamptz NOT NULL DEFAULT now()
    )`.execute(db);
  await sql`INSERT INTO content_generation DEFAULT VALUES`.execute(db);
  await sql`
    CREATE FUNCTION ${sql.id(schema, 'note_erased')}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE ${sql.id(schema, 'content_generation')} SET erased = true
       WHERE NOT erased AND EXISTS (SELECT FROM gone WHERE wrapped_key IS NOT NULL);
      RETURN NULL;
    END $$`.execute(db);
  await sql`
    CREATE TRIGGER ${sql.id(`${table}_erased`)} AFTER DELETE ON ${sql.id(table)} REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION ${sql.id(schema, 'note_erased')}()`.execute(db);
}
