import { invalidArgument } from '@rookery/shared-errors';

/** A page of a list: everything after `after` in the list's order, at most `size` items. */
export interface PageRequest {
  readonly size: number;
  /** Key of the last item of the page before; absent for the first page. */
  readonly after?: readonly string[];
}

/** What the tokens of the three lists hold. */
export const SCENARIO_KEY: readonly RegExp[] = [/^[0-9a-f]{1,64}$/];
export const RUN_KEY: readonly RegExp[] = [
  /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/,
  /^[0-9a-z-]{1,64}$/,
];
export const RESULT_KEY: readonly RegExp[] = [/^\d{1,15}$/];

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Token for the next page; empty on the last. */
  readonly nextToken: string;
}

/** Opaque to callers: base64url of the key of the page's last item. */
function pageToken(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The key inside a token, whose parts match the patterns; nothing for an empty token, the first page.
 *
 * @throws RookeryError INVALID_ARGUMENT for anything that pageToken did not make for the same list
 */
export function readPageToken(token: string, parts: readonly RegExp[]): readonly string[] | undefined {
  if (token === '') return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (isKey(key, parts)) return key;
  } catch {
    // Falls through: not JSON is as wrong as JSON of another shape.
  }
  throw invalidArgument('page_token', 'is not a next_page_token of this call');
}

function isKey(key: unknown, parts: readonly RegExp[]): key is string[] {
  return (
    Array.isArray(key) &&
    key.length === parts.length &&
    parts.every((part, index) => typeof key[index] === 'string' && part.test(key[index]))
  );
}

/** Cuts the one row too many that a query fetched to learn whether there is a next page. */
export function pageOf<Row>(
  rows: readonly Row[],
  size: number,
  keyOf: (row: Row) => readonly string[],
): Page<Row> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, nextToken: rows.length > size && last !== undefined ? pageToken(keyOf(last)) : '' };
}
