import { invalidArgument } from '@rookery/shared-errors';

/** What a list call of the contracts asks for. */
export interface PageRequest {
  /** Most items of the page; 0: 50. */
  readonly pageSize: number;
  /** `next_page_token` of the page before; empty: the first page. */
  readonly pageToken: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** A list that is read page by page, in the order of one key. */
export interface PagedList {
  /** Its collection, without a colon: `runs`, `libraries/mine/paths`. */
  readonly name: string;
  /** What the key of a row looks like; nothing else is taken from a token. */
  readonly key: RegExp;
}

/** Key of rows that an identity column numbers. */
export const SEQUENCE_KEY = /^\d{1,18}$/;

const DEFAULT_SIZE = 50;

/**
 * Reads one page of a list.
 * @param fetch gets at most `limit` rows beyond the key `after`, which is undefined for the first page
 * @throws RookeryError INVALID_ARGUMENT (page_token) for a token of another list
 */
export async function readPage<Row>(
  list: PagedList,
  { pageSize, pageToken }: PageRequest,
  fetch: (after: string | undefined, limit: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): Promise<Page<Row>> {
  const size = pageSize === 0 ? DEFAULT_SIZE : pageSize;
  // One row too many tells whether there is a next page.
  const rows = await fetch(keyIn(list, pageToken), size + 1);
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return {
    items,
    nextPageToken: rows.length > size && last !== undefined ? tokenAfter(list, keyOf(last)) : '',
  };
}

function tokenAfter({ name }: PagedList, key: string): string {
  return Buffer.from(`${name}:${key}`).toString('base64url');
}

function keyIn(list: PagedList, pageToken: string): string | undefined {
  if (pageToken === '') return undefined;
  const text = Buffer.from(pageToken, 'base64url').toString();
  const key = text.slice(list.name.length + 1);
  if (tokenAfter(list, key) === pageToken && list.key.test(key)) return key;
  throw invalidArgument('page_token', 'is not a token of this list; use next_page_token of the page before');
}
