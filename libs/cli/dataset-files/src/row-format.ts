import { invalidArgument } from '@rookery/shared-errors';
import type { RowFormat } from './row.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

/** Bytes of a file's beginning that are enough to tell its encoding. */
export const HEAD_BYTES = 4;

/** The beginning without the byte order mark that some programs write before UTF-8. */
export function withoutByteOrderMark(head: Uint8Array): Uint8Array {
  return BYTE_ORDER_MARK.every((byte, index) => head[index] === byte) ? head.subarray(3) : head;
}

/**
 * Throws INVALID_ARGUMENT when a file begins as UTF-16 or UTF-32 text does: with their byte order mark, or with
 * a NUL among its first bytes, which no text in UTF-8 has.
 */
export function checkEncoding(head: Uint8Array): void {
  const marked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (marked || head.subarray(0, HEAD_BYTES).includes(0)) {
    throw invalidArgument('file', 'is UTF-16 or UTF-32, only UTF-8 is read; convert it first');
  }
}

/**
 * The format of a file by its name's ending and its first character. `.csv`, `.jsonl` and `.ndjson` decide; with
 * any other name "[" means an array, "{" one object a line, and everything else CSV. Undefined: nothing but white
 * space so far.
 */
export function formatOf(fileName: string, head: Uint8Array): RowFormat | undefined {
  const ending = /\.([a-z]+)$/.exec(fileName.toLowerCase())?.[1];
  if (ending === 'csv') return 'csv';
  if (ending === 'jsonl' || ending === 'ndjson') return 'jsonl';
  const first = head.find((byte) => byte > 0x20);
  if (first === undefined) return undefined;
  if (first === OPEN_ARRAY) return 'json-array';
  return first === OPEN_OBJECT ? 'jsonl' : 'csv';
}
