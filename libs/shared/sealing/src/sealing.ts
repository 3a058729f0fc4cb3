import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Kysely, type QueryExecutorProvider } from 'kysely';
import type { ContentKey, KeyRing } from './key-ring.ts';
import type { KeyTable, SealedContents } from './key-table.ts';

/** Makes and opens the keys of contents. */
export class Sealing {
  readonly contents: SealedContents;
  readonly ring: KeyRing;
  readonly #db: Kysely<unknown>;

  private constructor(database: Database, contents: SealedContents, ring: KeyRing) {
    this.#db = database.tables<unknown>(contents.keys.schema);
    this.contents = contents;
    this.ring = ring;
  }

  /**
   * @throws RookeryError FAILED_PRECONDITION when the keys of what is sealed are not in the ring: it is another one, or was made
   *   anew
   */
  static async open(database: Database, contents: SealedContents, ring: KeyRing): Promise<Sealing> {
    const sealing = new Sealing(database, contents, ring);
    await sealing.#begin();
    return sealing;
  }

  /** Where the keys are. */
  get table(): KeyTable {
    return this.contents.keys;
  }

  /**
   * To be called in a transaction before keys are made that are written later in it. Rows of a generation that is being replaced cannot
   * come after it was looked for them: see `replaceKeys`.
   */
  async prepare(transaction: QueryExecutorProvider): Promise<void> {
    const { schema, table } = this.table;
    await sql`LOCK TABLE ${sql.id(schema, table)} IN ROW EXCLUSIVE MODE`.execute(transaction);
    const number = await this.#announced(transaction);
    if (this.ring.newest < number) await this.ring.reload();
    if (this.ring.newest < number) throw this.#otherRing();
  }

  /** A new key, for a row that is written later in this transaction. */
  async keyFor(transaction: QueryExecutorProvider, id: string): Promise<ContentKey> {
    await this.prepare(transaction);
    return this.ring.makeKey(this.about(id));
  }

  /** What a key belongs to, by its id: it opens for nothing else. */
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
