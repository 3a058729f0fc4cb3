import { writeFileSync } from 'node:fs';
import {
  chosenRows,
  isParquet,
  lookedAtRows,
  NO_CHOICE,
  parquetRows,
  plannedPaths,
  readRows,
  type RowOrError,
} from '@rookery/cli-dataset-files';
import { isRookeryError } from '@rookery/shared-errors';
import { toScenario } from '@rookery/shared-scenario-rows';

/** Longest that a small file may be read, in milliseconds: not how fast it is, but whether it ends. */
const ENDS_WITHIN_MS = 60_000;
/** Most rows that a file of a few kilobytes may become before somebody asks why. */
const MOST_ROWS = 1_000_000;

/** What is done with a file. */
export type Use = 'rows' | 'look' | 'paths';

/** How a file is handed over. */
export interface Handed {
  /** Where chunks end, modulo the length. */
  readonly cuts: readonly number[];
  readonly use: Use;
}

/**
 * Reads a file as the importer does.
 * @param file a path that may be written
 * @returns what did not hold
 */
export async function readFile(
  bytes: Buffer,
  { cuts, use }: Handed,
  file: string,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(ENDS_WITHIN_MS);
  try {
    writeFileSync(file, bytes);
    const parquet = bytes.length > 0 && (await isParquet(file));
    const rows = parquet ? parquetRows(file, signal) : readRows(chunksOf(bytes, cuts), { signal });
    return await used(counted(rows), use);
  } catch (caught) {
    return refusalOf(caught, signal);
  }
}

async function used(rows: AsyncGenerator<RowOrError, void>, use: Use): Promise<string | undefined> {
  const chosen = chosenRows(rows, NO_CHOICE);
  if (use === 'look') await lookedAtRows(chosen, NO_CHOICE, () => undefined);
  else if (use === 'paths') await plannedPaths(rows, 'fuzzed');
  else
    for await (const row of chosen) {
      if ('unreadable' in row) continue;
      const outcome = toScenario(row.columns, row.number);
      if (!('scenario' in outcome) && !('rejection' in outcome))
        return 'a row is neither a scenario nor rejected';
    }
  return undefined;
}

async function* counted(rows: AsyncIterable<RowOrError>): AsyncGenerator<RowOrError, void> {
  let number = 0;
  for await (const row of rows) {
    number += 1;
    if (number > MOST_ROWS) throw new Error(`there are more than ${MOST_ROWS} rows`);
    yield row;
  }
}

/** The importer refuses in one way; whatever else is thrown somebody forgot. */
function refusalOf(caught: unknown, signal: AbortSignal): string | undefined {
  if (signal.aborted) return `it was not read to its end within ${ENDS_WITHIN_MS} ms`;
  if (!isRookeryError(caught)) {
    const { name, message } = caught as Error;
    return `threw ${name}: ${message.slice(0, 200)}`;
  }
  const [violation] = caught.violations;
  if (caught.code !== 'INVALID_ARGUMENT') return `was refused with ${caught.code}`;
  return violation?.field === 'file' ? undefined : 'was refused without a word about the file';
}

async function* chunksOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array, void> {
  let from = 0;
  for (const end of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, end);
    from = end;
  }
}
