import { sql, type RawBuilder } from 'kysely';

/**
 * Who reads: the owner of a key sees what that key made, an operator sees everything. What a platform without keys makes is
 * owned by the empty string.
 */
export type Reader = { readonly owner: string } | 'everyone';

/** What who calls may read. */
export function readerOf({ name, operator }: { readonly name: string; readonly operator: boolean }): Reader {
  return operator ? 'everyone' : { owner: name };
}

/**
 * The condition on rows that a reader may see.
 * @param column holds the owner of a row: `owner`, `job.owner`
 */
export function mayRead(reader: Reader, column = 'owner'): RawBuilder<boolean> {
  return reader === 'everyone' ? sql`true` : sql`${sql.ref(column)} = ${reader.owner}`;
}
