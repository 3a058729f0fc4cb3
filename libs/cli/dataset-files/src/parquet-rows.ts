import { open, type FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema, type AsyncBuffer } from 'hyparquet';
import { MAX_ROW_BYTES } from './frame.ts';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

const MAGIC = 'PAR1';
/** Rows that are read at once. */
const ROWS = 1000;
/** Largest group of rows that is read, in bytes as they are before they were packed: all of one group is in memory. */
const LARGEST_GROUP = 1024 * 1024 * 1024;
/** Largest footer, in bytes. */
const LARGEST_FOOTER = 64 * 1024 * 1024;
/** Largest page of a column once it is unpacked, in bytes. */
const LARGEST_PAGE = 256 * 1024 * 1024;

/** Whether a file is Parquet, by its first bytes. */
export async function isParquet(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
  return bytesRead === MAGIC.length && buffer.toString('latin1') === MAGIC;
}

/**
 * The rows of a Parquet file, ROWS at a time. Numbers of 64 bits become numbers where they are whole ones of 53, else texts; bytes that are
 * no text are left out by the library.
 * @param read is told how many bytes of the file were read
 * @throws RookeryError INVALID_ARGUMENT (file) when it is damaged, too large in one piece, or packed as nobody here can unpack it
 */
export async function* parquetRows(
  file: string,
  signal: AbortSignal,
  read: (bytes: number) => void = () => undefined,
): AsyncGenerator<RowOrError, void, undefined> {
  await using handle = await open(file);
  const buffer = await bufferOf(handle, read);
  const metadata = await orDamaged(() => metadataOf(buffer));
  const group = metadata.row_groups.find(({ total_byte_size }) => Number(total_byte_size) > LARGEST_GROUP);
  if (group !== undefined) {
    throw refusal(
      `has a group of ${Number(group.total_byte_size)} bytes, at most ${LARGEST_GROUP} are read at once; write it with smaller row groups`,
    );
  }
  if (parquetSchema(metadata).children.length > 1000) throw refusal('has more than 1000 columns');
  const count = Number(metadata.num_rows);
  if (count === 0) throw refusal('holds no rows, so that there is nothing to import');
  let number = 0;
  for (let rowStart = 0; rowStart < count; rowStart += ROWS) {
    signal.throwIfAborted();
    const rows = await orDamaged(() =>
      parquetReadObjects({
        file: buffer,
        metadata,
        compressors: COMPRESSORS,
        rowStart,
        rowEnd: Math.min(count, rowStart + ROWS),
      }),
    );
    for (const columns of rows) {
      number += 1;
      const text = JSON.stringify(columns, plainValue);
      yield text.length > MAX_ROW_BYTES
        ? { number, unreadable: `the row is longer than ${MAX_ROW_BYTES} bytes, the most that is read` }
        : { number, columns: JSON.parse(text) as Record<string, unknown> };
    }
  }
}

const limited = (maxOutputLength: number): { maxOutputLength: number } => ({
  maxOutputLength: Math.min(maxOutputLength, LARGEST_PAGE),
});

/** Snappy comes with the library. */
const COMPRESSORS = {
  GZIP: (input: Uint8Array, length: number) => gunzipSync(input, limited(length)),
  ZSTD: (input: Uint8Array, length: number) => zstdDecompressSync(input, limited(length)),
  BROTLI: (input: Uint8Array, length: number) => brotliDecompressSync(input, limited(length)),
};

function plainValue(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

async function bufferOf(handle: FileHandle, read: (bytes: number) => void): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start));
      await handle.read(bytes, 0, bytes.length, start);
      read(bytes.length);
      return bytes.buffer;
    },
  };
}

async function metadataOf(buffer: AsyncBuffer): ReturnType<typeof parquetMetadataAsync> {
  const tail = Buffer.from(await buffer.slice(buffer.byteLength - 8));
  const length = tail.readUInt32LE(0);
  if (length > Math.min(LARGEST_FOOTER, buffer.byteLength)) throw new RangeError('the footer is too long');
  return parquetMetadataAsync(buffer);
}

/** The library's own errors may quote bytes of the file. */
async function orDamaged<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (caught) {
    const words = caught instanceof Error ? caught.message : '';
    const codec = /unsupported compression codec: (\w{1,20})/.exec(words)?.[1];
    if (codec !== undefined)
      throw refusal(`is Parquet packed with ${codec}, which is not read; write it with zstd`);
    throw refusal('is Parquet and damaged, or cut off; copy or download it again');
  }
}
