import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  chosenRows,
  isParquet,
  lookedAtRows,
  parquetRows,
  readRows,
  type ColumnChoice,
  type RowOrError,
} from '@rookery/cli-dataset-files';
import { invalidArgument, isRookeryError } from '@rookery/shared-errors';
import { progressBar, type Progress } from '../terminal/progress.ts';
import { rejectedRows } from './rejected-rows.ts';

/** What the file is read with. */
export interface Reading {
  readonly choice: ColumnChoice;
  readonly signal: AbortSignal;
  /** Says something about the file, in a sentence that begins with its name; the same one only once. */
  readonly note: (text: string) => void;
}

/**
 * Looks at a file before anything is done with it.
 * @throws RookeryError INVALID_ARGUMENT (the file's name) when it cannot be read, or none of its first rows can be taken
 */
export async function lookAtFile(file: string, reading: Reading): Promise<void> {
  await sizeOf(file);
  await named(file, async () => {
    const say = sayOf(file, reading);
    const { rows, scenarios, rejections } = await lookedAtRows(rowsOf(file, reading), reading.choice, say);
    if (scenarios.length > 0) return;
    const which = rows === 1 ? 'its row' : `none of its first ${rows} rows`;
    const lines = rejectedRows(rejections, rejections.length);
    throw invalidArgument(
      'file',
      `holds nothing to import: ${which} can${rows === 1 ? 'not' : ''} be taken\n${lines.join('\n')}`,
    );
  });
}

/** The rows of a file as they were chosen, with a bar that shows how much of the file was read. */
export async function* rowsOfFile(
  file: string,
  reading: Reading,
): AsyncGenerator<RowOrError, void, undefined> {
  const bar = progressBar(basename(file), 'KiB');
  const size = await sizeOf(file);
  try {
    yield* rowsOf(file, reading, { bar, size });
  } finally {
    bar.end();
  }
}

/** A bar, and how many bytes fill it. */
interface Shown {
  readonly bar: Progress;
  readonly size: number;
}

async function* rowsOf(
  file: string,
  reading: Reading,
  shown?: Shown,
): AsyncGenerator<RowOrError, void, undefined> {
  const { choice, signal } = reading;
  if (await isParquet(file)) {
    let read = 0;
    const show = (bytes: number): void => {
      read += bytes;
      shown?.bar.update(Math.round(Math.min(read, shown.size) / 1024), Math.ceil(shown.size / 1024));
    };
    yield* chosenRows(parquetRows(file, signal, show), choice);
    return;
  }
  const bytes = createReadStream(file);
  const through = shown === undefined ? bytes : counted(bytes, shown);
  yield* chosenRows(readRows(through, { signal, say: sayOf(file, reading) }), choice);
}

function sayOf(file: string, { note }: Reading): (sentence: string) => void {
  return (sentence) => {
    note(`${file} ${sentence}`);
  };
}

/** What is said of "the file" is said of the one that has this name. @param more what else is to be said then */
export async function named<T>(file: string, work: () => Promise<T>, more = ''): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const said = isRookeryError(error) ? error.violations.find(({ field }) => field === 'file') : undefined;
    throw said === undefined ? error : invalidArgument(file, `${said.description}${more}`);
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw invalidArgument(file, `cannot be read (${code})`);
  }
  throw invalidArgument(file, 'is a folder or a device and not a file; name the files in it');
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  { size, bar }: Shown,
): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  for await (const chunk of chunks) {
    yield chunk;
    read += chunk.length;
    bar.update(Math.round(read / 1024), Math.ceil(size / 1024));
  }
}
