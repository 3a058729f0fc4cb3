import { invalidArgument } from '@rookery/shared-errors';

/** The token of the page after the path with this sequence number: opaque to callers, checked on return. */
export function pageTokenAfter(sequence: string): string {
  return token('path', sequence);
}

/**
 * The sequence number of the last row of the page before; undefined for the first page.
 * @throws RookeryError INVALID_ARGUMENT
 */
export function sequenceIn(pageToken: string): string | undefined {
  return read('path', /^\d{1,18}$/, pageToken);
}

/** The token of the page after the library of this name. */
export function pageTokenAfterName(name: string): string {
  return token('library', name);
}

/** The name of the last library of the page before; otherwise as `sequenceIn`. */
export function nameIn(pageToken: string): string | undefined {
  return read('library', /^[a-z0-9-]+$/, pageToken);
}

function token(kind: string, last: string): string {
  return Buffer.from(`${kind}:${last}`).toString('base64url');
}

function read(kind: string, pattern: RegExp, pageToken: string): string | undefined {
  if (pageToken === '') return undefined;
  const text = Buffer.from(pageToken, 'base64url').toString();
  const last = text.slice(kind.length + 1);
  if (text.startsWith(`${kind}:`) && pattern.test(last)) return last;
  throw invalidArgument('page_token', 'is not a token of this call; use next_page_token of the page before');
}
