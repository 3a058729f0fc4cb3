import type { SchemaMigration } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql } from 'kysely';
import type { ContentKey } from './key-ring.ts';
import { noteWhatIsErased, type KeyTable, type SealedContents } from './key-table.ts';
import { seal, unseal } from './seal.ts';
import type { Sealing } from './sealing.ts';

/** The columns of a row that holds its content sealed, or plain where there is no key. */
export interface SealedColumns {
  readonly content: unknown;
  readonly sealed: Buffer | null;
  readonly wrapped_key: Buffer | null;
  readonly key_generation: string | number | null;
}

/** Stands in `content` where the content is sealed. Code from before says of it that a newer Rookery wrote it. */
export const SEALED_MARK = JSON.stringify({ version: 1000 });

/** Rows of one transaction. */
const BATCH = 500;

/** Contents that lie beside their keys, in a table whose rows have `content`, `sealed`, `wrapped_key` and `key_generation`. */
export function contentsOfRows(keys: KeyTable): SealedContents {
  const table = sql.id(keys.schema, keys.table);
  return {
    keys,
    isPlain: sql<boolean>`EXISTS (SELECT FROM ${table} WHERE wrapped_key IS NULL)`,
    async sealSome(transaction, sealing) {
      const { rows } = await sql<{ id: string; content: string }>`
        SELECT id, content::text AS content FROM ${table} WHERE wrapped_key IS NULL LIMIT ${BATCH} FOR UPDATE`.execute(
        transaction,
      );
      for (const { id, content } of rows) {
        const key = sealing.ring.makeKey(sealing.about(id));
        await sql`
          UPDATE ${table} SET content = ${SEALED_MARK}, sealed = ${sealedRow(sealing, content, key, id)},
                 wrapped_key = ${key.wrapped.bytes}, key_generation = ${key.wrapped.generation}
           WHERE id = ${id}`.execute(transaction);
      }
      return rows.length;
    },
    async eraseRemains(transaction, ids) {
      await sql`DELETE FROM ${table} WHERE id = ANY(${[...ids]}::text[])`.execute(transaction);
    },
  };
}

/** The step of a schema's history by which the contents of a table can be sealed. */
export function sealedContents({ schema, table }: KeyTable): SchemaMigration {
  return {
    async up(db) {
      await sql`
        ALTER TABLE ${sql.id(table)}
          ADD COLUMN sealed bytea, ADD COLUMN wrapped_key bytea, ADD COLUMN key_generation bigint`.execute(
        db,
      );
      await noteWhatIsErased(db, { schema, table });
    },
  };
}

/** A content as its row keeps it. */
export function sealedRow(
  sealing: Sealing,
  text: string,
  { key }: Pick<ContentKey, 'key'>,
  id: string,
): Buffer {
  return seal(Buffer.from(text), key, sealing.about(id));
}

/**
 * What a row holds, and its key where it has one.
 * @returns undefined: it was erased, and stands here because an older copy of the database was restored
 * @throws RookeryError DATA_LOSS when it was changed
 */
export async function openedRow(
  sealing: Sealing,
  row: SealedColumns,
  id: string,
): Promise<{ readonly content: unknown; readonly key: ContentKey | undefined } | undefined> {
  if (row.sealed === null || row.wrapped_key === null) return { content: row.content, key: undefined };
  const about = sealing.about(id);
  const wrapped = { generation: Number(row.key_generation), bytes: row.wrapped_key };
  const key = await sealing.ring.unwrap(wrapped, about, id);
  if (key === undefined) return undefined;
  const plain = unseal(row.sealed, key, about);
  if (plain === undefined)
    throw new RookeryError('DATA_LOSS', `${about}: its content was changed, or is another's`);
  return { content: JSON.parse(plain.toString()) as unknown, key: { key, wrapped } };
}
