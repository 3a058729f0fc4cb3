/** Byte streams for tests. */
import { readRows, type ReadRowsOptions } from '../read-rows.ts';
import { type RowOrError } from '../row.ts';

const encoder = new TextEncoder();

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** The bytes in chunks that end at the given places (any numbers; taken modulo the length). */
export function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  let start = 0;
  for (const place of [...places, bytes.length]) {
    yield bytes.slice(start, place);
    start = place;
  }
}

// A source of bytes is asynchronous by contract, whatever it is made of.
export async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** All rows of a text or of bytes. */
export async function rowsOf(
  content: string | Uint8Array | Iterable<Uint8Array>,
  options: ReadRowsOptions = {},
): Promise<RowOrError[]> {
  const chunks =
    typeof content === 'string' ? [bytesOf(content)] : content instanceof Uint8Array ? [content] : content;
  const rows: RowOrError[] = [];
  for await (const row of readRows(streamOf(chunks), options)) rows.push(row);
  return rows;
}

/** The columns of the rows that could be read. */
export const readable = (rows: readonly RowOrError[]): unknown[] =>
  rows.flatMap((row) => ('columns' in row ? [row.columns] : []));

/** `number: reason` of the rows that could not. */
export const unreadable = (rows: readonly RowOrError[]): string[] =>
  rows.flatMap((row) => ('unreadable' in row ? [`${row.number}: ${row.unreadable}`] : []));

/** What is said of a file beside its rows. */
export async function sentencesOf(content: string | Uint8Array): Promise<string[]> {
  const sentences: string[] = [];
  await rowsOf(content, { say: (sentence) => sentences.push(sentence) });
  return sentences;
}
