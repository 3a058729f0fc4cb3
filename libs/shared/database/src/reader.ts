import { sql, type RawBuilder } from 'kysely';

/**
 * Who reads: a tenant sees what was made with its keys, an operator everything, and of several things of one name its own first. What a
 * platform without keys makes is owned by the empty string.
 */
export type Reader = { readonly owner: string; readonly everyone?: true } | 'everyone';

/** What who calls may read. */
export function readerOf({ name, operator }: { readonly name: string; readonly operator: boolean }): Reader {
  return operator ? { owner: name, everyone: true } : { owner: name };
}

/** Whether a reader sees what anybody made. */
export function seesAll(reader: Reader): boolean {
  return reader === 'everyone' || reader.everyone === true;
}

/**
 * The condition on rows that a reader may see.
 * @param column holds the owner of a row: `owner`, `job.owner`
 */
export function mayRead(reader: Reader, column = 'owner'): RawBuilder<boolean> {
  return reader === 'everyone' || reader.everyone === true
    ? sql`true`
    : sql`${sql.ref(column)} = ${reader.owner}`;
}

/** True of rows of the reader's own, to order by: they go before those of others. */
export function isReaders(reader: Reader, column = 'owner'): RawBuilder<boolean> {
  return reader === 'everyone' ? sql`${sql.ref(column)} IS NULL` : sql`${sql.ref(column)} = ${reader.owner}`;
}
