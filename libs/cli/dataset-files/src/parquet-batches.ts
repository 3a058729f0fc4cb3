import { open, type FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { MAX_ROW_BYTES } from './frame.ts';
import { checkColumns } from './parquet-columns.ts';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

/** Rows that are read at once. */
const ROWS = 1000;
/** Largest footer, in bytes. */
const LARGEST_FOOTER = 64 * 1024 * 1024;
/** Largest page of a column once it is unpacked, in bytes. */
const LARGEST_PAGE = 256 * 1024 * 1024;

/** Is told how many bytes of a file were read. */
export type Read = (bytes: number) => void;

/**
 * What a Parquet file says of itself.
 * @throws RookeryError INVALID_ARGUMENT (file) when it is damaged
 */
export async function parquetMetadata(file: string, read: Read): Promise<FileMetaData> {
  await using handle = await open(file);
  const buffer = await bufferOf(handle, read);
  return await orDamaged(() => metadataOf(buffer));
}

/**
 * The rows of a Parquet file, ROWS at a time. Work and memory are as the library has them, which for a damaged file may be anything:
 * to be called in a thread that is bounded.
 * @throws RookeryError INVALID_ARGUMENT (file) when it is damaged or packed as nobody here can unpack it
 */
export async function* parquetBatches(
  file: string,
  read: Read,
): AsyncGenerator<RowOrError[], void, undefined> {
  await using handle = await open(file);
  const buffer = await bufferOf(handle, read);
  const metadata = await orDamaged(() => metadataOf(buffer));
  const count = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < count; rowStart += ROWS) {
    const rowEnd = Math.min(count, rowStart + ROWS);
    const rows = await orDamaged(() =>
      parquetReadObjects({ file: buffer, metadata, compressors: COMPRESSORS, rowStart, rowEnd }),
    );
    yield rows.map((columns, index) => rowOf(columns, rowStart + index + 1));
  }
}

function rowOf(columns: Readonly<Record<string, unknown>>, number: number): RowOrError {
  const text = JSON.stringify(columns, plainValue);
  return text.length > MAX_ROW_BYTES
    ? { number, unreadable: `the row is longer than ${MAX_ROW_BYTES} bytes, the most that is read` }
    : { number, columns: JSON.parse(text) as Record<string, unknown> };
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

async function bufferOf(handle: FileHandle, read: Read): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      await handle.read(bytes, 0, bytes.length, start);
      read(bytes.length);
      return bytes.buffer;
    },
  };
}

async function metadataOf(buffer: AsyncBuffer): Promise<FileMetaData> {
  const tail = Buffer.from(await buffer.slice(buffer.byteLength - 8));
  const length = tail.readUInt32LE(0);
  if (length > Math.min(LARGEST_FOOTER, buffer.byteLength)) throw new RangeError('the footer is too long');
  const metadata = await parquetMetadataAsync(buffer);
  checkColumns(metadata);
  return metadata;
}

/** Said of a file that cannot be read. */
export const DAMAGED = 'is Parquet and damaged, or cut off; copy or download it again';

/** The library's own errors may quote bytes of the file. */
async function orDamaged<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (caught) {
    const words = caught instanceof Error ? caught.message : '';
    const codec = /unsupported compression codec: (\w{1,20})/.exec(words)?.[1];
    if (codec !== undefined)
      throw refusal(`is Parquet packed with ${codec}, which is not read; write it with zstd`);
    throw refusal(DAMAGED);
  }
}
