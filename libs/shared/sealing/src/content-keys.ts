import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type QueryExecutorProvider } from 'kysely';
import { nameOfKey, type KeyTable } from './key-table.ts';
import { unseal } from './seal.ts';
import type { Sealing } from './sealing.ts';

/** Keys of contents by their ids. */
export type Keys = ReadonlyMap<string, Buffer>;

/**
 * The keys of contents that lie in other tables than they do, or nothing where the deployment has no keys: then all lies as it is. Rows
 * that were stored before there were keys have none until they are sealed.
 */
export class ContentKeys {
  readonly #database: Database;
  readonly #table: KeyTable;
  readonly #sealing: Sealing | undefined;

  /** @param sealing undefined: what is written lies plain, and what is sealed cannot be read */
  constructor(database: Database, table: KeyTable, sealing?: Sealing) {
    this.#database = database;
    this.#table = table;
    this.#sealing = sealing;
  }

  /** Whether what is new is sealed. */
  get areSealed(): boolean {
    return this.#sealing !== undefined;
  }

  /** The keys that there are; those of rows from before there were keys are missing, and of what was erased and came back. */
  async keysOf(ids: Iterable<string>, db: QueryExecutorProvider = this.#db): Promise<Keys> {
    const sealing = this.#sealing;
    const keys = new Map<string, Buffer>();
    const wanted = [...new Set(ids)];
    if (sealing === undefined || wanted.length === 0) return keys;
    const { rows } = await sql<{ id: string; name: string; wrapped_key: Buffer; key_generation: string }>`
      SELECT id, ${nameOfKey(this.#table)} AS name, wrapped_key, key_generation FROM ${this.#keyTable}
       WHERE id = ANY(${wanted}::text[])`.execute(db);
    for (const { id, name, wrapped_key: bytes, key_generation } of rows) {
      const wrapped = { generation: Number(key_generation), bytes };
      const key = await sealing.ring.unwrap(wrapped, sealing.about(id), name);
      if (key !== undefined) keys.set(id, key);
    }
    return keys;
  }

  /** Makes keys in a transaction that writes what they open, where there are none yet. @returns theirs; none without keys above */
  async makeKeys(transaction: QueryExecutorProvider, ids: readonly string[]): Promise<Keys> {
    const sealing = this.#sealing;
    if (sealing === undefined || ids.length === 0) return new Map();
    await sealing.prepare(transaction);
    // The order keeps two transactions over the same rows from waiting for each other in a circle.
    const rows = [...new Set(ids)]
      .toSorted()
      .map((id) => ({ id, ...sealing.ring.makeKey(sealing.about(id)) }));
    const { rows: added } = await sql<{ id: string }>`
      INSERT INTO ${this.#keyTable} (id, wrapped_key, key_generation)
      SELECT id, key, generation
        FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ wrapped }) => wrapped.bytes)}::bytea[],
                    ${rows.map(({ wrapped }) => wrapped.generation)}::bigint[]) AS new (id, key, generation)
      ON CONFLICT DO NOTHING RETURNING id`.execute(transaction);
    const isNew = new Set(added.map(({ id }) => id));
    const [made, others] = [rows.filter(({ id }) => isNew.has(id)), rows.filter(({ id }) => !isNew.has(id))];
    const there = await this.keysOf(
      others.map(({ id }) => id),
      transaction,
    );
    return new Map([...there, ...made.map(({ id, key }) => [id, key] as const)]);
  }

  /** A keyed digest; undefined without keys. See `KeyRing.digest`. */
  digest(kind: string, text: string): string | undefined {
    return this.#sealing?.ring.digest(kind, text);
  }

  /**
   * What was sealed for a row.
   * @param about what it is, as it was said when it was sealed
   * @param id of its key
   * @returns undefined: it was erased, and stands here because an older copy of the database was restored
   * @throws RookeryError FAILED_PRECONDITION when this process has no keys; DATA_LOSS when it was changed
   */
  unsealed(bytes: Buffer, about: string, id: string, keys: Keys): Buffer | undefined {
    if (this.#sealing === undefined) {
      throw new RookeryError(
        'FAILED_PRECONDITION',
        `${about}: is sealed, and this process has no keys; set ROOKERY_CONTENT_KEYS as it was when it was written`,
      );
    }
    const key = keys.get(id);
    if (key === undefined) return undefined;
    const plain = unseal(bytes, key, about);
    if (plain !== undefined) return plain;
    throw new RookeryError('DATA_LOSS', `${about}: was changed, or is another's`);
  }

  get #keyTable() {
    return sql.id(this.#table.schema, this.#table.table);
  }

  get #db() {
    return this.#database.tables<unknown>(this.#table.schema);
  }
}
