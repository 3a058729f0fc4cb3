import { invalidArgument } from '@rookery/shared-errors';

/** The token of the page after the row with this sequence number: opaque to callers, checked on return. */
export function pageTokenAfter(sequence: string): string {
  return Buffer.from(`path:${sequence}`).toString('base64url');
}

/**
 * The sequence number of the last row of the page before; undefined for the first page.
 * @throws RookeryError INVALID_ARGUMENT
 */
export function sequenceIn(token: string): string | undefined {
  if (token === '') return undefined;
  const sequence = /^path:(\d{1,18})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (sequence === undefined) {
    throw invalidArgument(
      'page_token',
      'is not a token of this call; use next_page_token of the page before',
    );
  }
  return sequence;
}
