import type { Database, SchemaMigration } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Kysely, type QueryExecutorProvider } from 'kysely';
import { seal, unseal } from './seal.ts';
import type { ContentKey, KeyRing } from './key-ring.ts';

/** A table whose rows have `content`, `sealed`, `wrapped_key` and `key_generation`: see `sealedContents`. */
export interface SealedTable {
  readonly schema: string;
  readonly table: string;
}

/** The table of sessions, which the agent owns. */
export const SEALED_SESSIONS: SealedTable = { schema: 'agent', table: 'session' };

/** The columns of a row that holds its content sealed, or plain where there is no key. */
export interface SealedColumns {
  readonly content: unknown;
  readonly sealed: Buffer | null;
  readonly wrapped_key: Buffer | null;
  readonly key_generation: string | number | null;
}

/** Stands in `content` where the content is sealed. Code from before says of it that a newer Rookery wrote it. */
export const SEALED_MARK = JSON.stringify({ version: 1000 });

/**
 * The step of a schema's history by which the contents of a table can be sealed. Whenever rows go, it is noted that the keys above have
 * to be replaced: until then, copies of the database still open.
 */
export function sealedContents({ schema, table }: SealedTable): SchemaMigration {
  return {
    async up(db) {
      await sql`
        ALTER TABLE ${sql.id(table)}
          ADD COLUMN sealed bytea, ADD COLUMN wrapped_key bytea, ADD COLUMN key_generation bigint`.execute(
        db,
      );
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
    },
  };
}

/** Seals and opens the contents of one table. */
export class Sealing {
  readonly table: SealedTable;
  readonly ring: KeyRing;
  readonly #db: Kysely<unknown>;

  private constructor(database: Database, table: SealedTable, ring: KeyRing) {
    this.#db = database.tables<unknown>(table.schema);
    this.table = table;
    this.ring = ring;
  }

  /**
   * @throws RookeryError FAILED_PRECONDITION when the keys of what is sealed are not in the ring: it is another one, or was made
   *   anew
   */
  static async open(database: Database, table: SealedTable, ring: KeyRing): Promise<Sealing> {
    const sealing = new Sealing(database, table, ring);
    await sealing.#begin();
    return sealing;
  }

  /**
   * A new key, for a row that is written later in this transaction. Rows of a generation that is being replaced cannot come after
   * it was looked for them: see `replaceKeys`.
   */
  async keyFor(transaction: QueryExecutorProvider, id: string): Promise<ContentKey> {
    const { schema, table } = this.table;
    await sql`LOCK TABLE ${sql.id(schema, table)} IN ROW EXCLUSIVE MODE`.execute(transaction);
    const number = await this.#announced(transaction);
    if (this.ring.newest < number) await this.ring.reload();
    if (this.ring.newest < number) throw this.#otherRing();
    return this.ring.makeKey(this.about(id));
  }

  seal(text: string, { key }: Pick<ContentKey, 'key'>, id: string): Buffer {
    return seal(Buffer.from(text), key, this.about(id));
  }

  /**
   * What a row holds, and its key where it has one.
   * @returns undefined: it was erased, and stands here because an older copy of the database was restored
   * @throws RookeryError DATA_LOSS when it was changed
   */
  async open(
    row: SealedColumns,
    id: string,
  ): Promise<{ readonly content: unknown; readonly key: ContentKey | undefined } | undefined> {
    if (row.sealed === null || row.wrapped_key === null) return { content: row.content, key: undefined };
    const wrapped = { generation: Number(row.key_generation), bytes: row.wrapped_key };
    const key = await this.ring.unwrap(wrapped, this.about(id), id);
    if (key === undefined) return undefined;
    const plain = unseal(row.sealed, key, this.about(id));
    if (plain === undefined)
      throw new RookeryError('DATA_LOSS', `${this.about(id)}: its content was changed, or is another's`);
    return { content: JSON.parse(plain.toString()) as unknown, key: { key, wrapped } };
  }

  about(id: string): string {
    return `${this.table.schema}.${this.table.table} ${id}`;
  }

  async #begin(): Promise<void> {
    const { schema, table } = this.table;
    await this.#db.transaction().execute(async (transaction) => {
      await sql`SELECT number FROM ${sql.id(schema, 'content_generation')} FOR UPDATE`.execute(transaction);
      const number = await this.#announced(transaction);
      const { rows } = await sql`
        SELECT FROM ${sql.id(schema, table)} WHERE wrapped_key IS NOT NULL LIMIT 1`.execute(transaction);
      const isOther = this.ring.isNew || this.ring.newest < number;
      if (isOther && rows.length > 0) throw this.#otherRing();
      if (this.ring.newest === number) return;
      await sql`UPDATE ${sql.id(schema, 'content_generation')} SET number = ${this.ring.newest}`.execute(
        transaction,
      );
    });
  }

  async #announced(transaction: QueryExecutorProvider): Promise<number> {
    const { rows } = await sql<{ number: string }>`
      SELECT number FROM ${sql.id(this.table.schema, 'content_generation')}`.execute(transaction);
    return Number(rows[0]?.number ?? 0);
  }

  #otherRing(): RookeryError {
    const { schema, table } = this.table;
    return new RookeryError(
      'FAILED_PRECONDITION',
      `${this.ring.file}: is not the file of keys that ${schema}.${table} is sealed with; bring that one back, or erase what nobody can read any more: DELETE FROM ${schema}.${table} WHERE wrapped_key IS NOT NULL`,
    );
  }
}
