import { open } from 'node:fs/promises';
import { parquetSchema, type FileMetaData } from 'hyparquet';
import { parquetMetadata, type Read } from './parquet-batches.ts';
import { parquetBatchesInThread, type ParquetBounds } from './parquet-thread.ts';
import { refusal } from './refusal.ts';
import type { RowOrError } from './row.ts';

const MAGIC = 'PAR1';
/** Largest group of rows that is read, in bytes as they are before they were packed: all of one group is in memory. */
const LARGEST_GROUP = 1024 * 1024 * 1024;
const MOST_COLUMNS = 1000;
/** Memory for values, in MB: what every file may take, how many times the bytes of its largest group, and what none may exceed. */
const HEAP = { least: 192, times: 4, most: 4096 };
/** Of one value that takes no bytes of its own in the file. */
const VALUE_BYTES = 32;
/** Longest until the next batch of rows, in milliseconds: of every file, and for each MB of its largest group. */
const SILENT = { leastMs: 15_000, eachMbMs: 100 };
const MB = 1e6;

/** Whether a file is Parquet, by its first bytes. */
export async function isParquet(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
  return bytesRead === MAGIC.length && buffer.toString('latin1') === MAGIC;
}

/**
 * The rows of a Parquet file, some at a time. Numbers of 64 bits become numbers where they are whole ones of 53, else texts; bytes that are
 * no text are left out by the library.
 * @param read is told how many bytes of the file were read
 * @throws RookeryError INVALID_ARGUMENT (file) when it is damaged, too large in one piece, or packed as nobody here can unpack it
 */
export async function* parquetRows(
  file: string,
  signal: AbortSignal,
  read: Read = () => undefined,
): AsyncGenerator<RowOrError, void, undefined> {
  const metadata = await parquetMetadata(file, read);
  const group = metadata.row_groups.find(({ total_byte_size }) => Number(total_byte_size) > LARGEST_GROUP);
  if (group !== undefined) {
    throw refusal(
      `has a group of ${Number(group.total_byte_size)} bytes, at most ${LARGEST_GROUP} are read at once; write it with smaller row groups`,
    );
  }
  if (parquetSchema(metadata).children.length > MOST_COLUMNS)
    throw refusal(`has more than ${MOST_COLUMNS} columns`);
  if (Number(metadata.num_rows) === 0) throw refusal('holds no rows, so that there is nothing to import');
  for await (const rows of parquetBatchesInThread(file, boundsOf(metadata), signal, read)) yield* rows;
}

/** What the largest group takes, by what the file says of it. */
function boundsOf({ row_groups: groups }: FileMetaData): ParquetBounds {
  const mb = Math.max(
    ...groups.map(
      ({ total_byte_size: bytes, num_rows: rows, columns }) =>
        (HEAP.times * Number(bytes) + VALUE_BYTES * Number(rows) * columns.length) / MB,
    ),
  );
  return {
    heapMb: Math.round(Math.min(HEAP.most, HEAP.least + mb)),
    silentMs: Math.round(SILENT.leastMs + SILENT.eachMbMs * Math.min(HEAP.most, mb)),
  };
}
