import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ImportScenariosResponse,
  ScenarioServiceDefinition,
  type ImportScenariosRequest,
  type Row,
} from '@rookery/shared-contracts';
import {
  fetchedFromHub,
  isOnHub,
  NO_CHOICE,
  type ColumnChoice,
  type RowOrError,
} from '@rookery/cli-dataset-files';
import { invalidArgument, isRookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT, exitCodeOf } from '../terminal/exit-code.ts';
import { progressBar } from '../terminal/progress.ts';
import { lookAtFile, named, rowsOfFile, type Reading } from './data-set-file.ts';
import type { ImportFlags } from './import-options.ts';
import { previewFile } from './import-preview.ts';
import { rejectedRows } from './rejected-rows.ts';
import { resourceName } from './resource-name.ts';

/** The project's own 70 scenarios. */
export const OWN_SCENARIOS = fileURLToPath(
  new URL('../../../../libs/benchmark/datasets/data/own-scenarios.json', import.meta.url),
);

/** Rows in one message: few enough that progress moves, many enough that messages cost nothing. */
const BATCH_ROWS = 200;
/** Characters in one message, well under the message size limit of the services. */
const BATCH_CHARACTERS = 2_000_000;
/** Longest row that the service reads, in characters (contract, Row.json). */
const LONGEST_ROW = 1024 * 1024;

/**
 * `rookery import FILE...`. A file that cannot be read is said, and harms no other one. Returns the exit code: that of a file which
 * could not be read comes first, then that of rows which were rejected.
 */
export async function importFiles(
  context: CommandContext,
  words: readonly string[],
  flags: ImportFlags,
): Promise<number> {
  const files = await fetched(context, words);
  const reading = readingOf(context, flags);
  const codes: number[] = [];
  const attempted = async (work: () => Promise<number>): Promise<boolean> => {
    try {
      codes.push(await work());
      return true;
    } catch (error) {
      if (!isRookeryError(error) || error.code !== 'INVALID_ARGUMENT') throw error;
      context.note(`${error.code}: ${error.message}`);
      codes.push(exitCodeOf(error.code));
      return false;
    }
  };
  const good: string[] = [];
  for (const file of files) {
    const isGood = await attempted(async () => {
      if (!flags.dryRun && flags.dataSet === undefined) dataSetNamedAfter(file);
      await lookAtFile(file, reading);
      return EXIT.ok;
    });
    if (isGood) good.push(file);
  }
  if (flags.dryRun) for (const file of good) await attempted(() => previewFile(context, file, reading));
  else if (good.length > 0) {
    await withPlatform(context, async (platform) => {
      for (const file of good) await attempted(() => importOne(context, platform, file, flags, reading));
    });
  }
  return codes.includes(EXIT.usage) ? EXIT.usage : (codes.find((code) => code !== EXIT.ok) ?? EXIT.ok);
}

/** Files as they are named, with those of the hub brought here first. */
async function fetched(context: CommandContext, words: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const word of words) {
    if (!isOnHub(word)) files.push(word);
    else {
      const bar = progressBar(word, 'KiB');
      try {
        files.push(
          await fetchedFromHub(word, {
            ...context.hub,
            folder: context.dataFolder,
            signal: context.interrupted,
            progress: (_, done, total) => bar.update(Math.round(done / 1024), Math.ceil(total / 1024)),
          }),
        );
      } finally {
        bar.end();
      }
    }
  }
  return files;
}

async function importOne(
  context: CommandContext,
  platform: PlatformConnection,
  file: string,
  flags: ImportFlags,
  reading: Reading,
): Promise<number> {
  const dataSet = flags.dataSet ?? dataSetNamedAfter(file);
  const summary = await importFile(context, platform, dataSet, file, reading);
  context.print(
    context.json
      ? JSON.stringify({ file, dataSet, ...asObject(summary) })
      : describeImported(file, dataSet, summary),
  );
  return summary.rejected === 0 ? EXIT.ok : EXIT.incomplete;
}

/** Streams one file into a data set; importing it again adds nothing. */
export async function importFile(
  context: CommandContext,
  platform: PlatformConnection,
  dataSet: string,
  file: string,
  reading: Reading = readingOf(context, {}),
): Promise<ImportScenariosResponse> {
  let unreadable: unknown;
  const rows = noting(rowsOfFile(file, reading), (error) => (unreadable = error));
  const work = async (): Promise<ImportScenariosResponse> => {
    try {
      return await platform
        .client(ScenarioServiceDefinition)
        .importScenarios(requests(dataSet, rows, reading.choice.answers !== undefined), {
          signal: context.interrupted,
        });
    } catch (error) {
      throw unreadable ?? error;
    }
  };
  return named(file, work, `; rows before that are in data set ${dataSet}, and will not be doubled`);
}

// A call ends with its own error when the stream of its requests breaks; what broke it says more.
async function* noting(
  rows: AsyncIterable<RowOrError>,
  note: (error: unknown) => void,
): AsyncGenerator<RowOrError, void, undefined> {
  try {
    yield* rows;
  } catch (error) {
    note(error);
    throw error;
  }
}

/** @param answers who gave answers that do not say it, where rows bring answers */
export function readingOf(
  context: CommandContext,
  { map, ignore, source }: Pick<ImportFlags, 'map' | 'ignore' | 'source'>,
  answers?: ColumnChoice['answers'],
): Reading {
  const said = new Set<string>();
  return {
    choice: { map: map ?? NO_CHOICE.map, ignore: ignore ?? NO_CHOICE.ignore, source, answers },
    signal: context.interrupted,
    note: (text) => {
      if (!said.has(text)) context.note(text);
      said.add(text);
    },
  };
}

async function* requests(
  dataSet: string,
  rows: AsyncIterable<RowOrError>,
  withAnswers: boolean,
): AsyncGenerator<ImportScenariosRequest, void, undefined> {
  yield {
    event: {
      $case: 'header',
      value: { requestId: crypto.randomUUID(), dataSet: resourceName('dataSets', dataSet), withAnswers },
    },
  };
  let batch: Row[] = [];
  let characters = 0;
  for await (const row of rows) {
    const message = rowMessage(row);
    batch.push(message);
    characters += message.json.length;
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield { event: { $case: 'rows', value: { rows: batch } } };
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield { event: { $case: 'rows', value: { rows: batch } } };
}

function rowMessage(row: RowOrError): Row {
  const { number } = row;
  if ('unreadable' in row) return { number, json: '', unreadable: row.unreadable };
  const json = JSON.stringify(row.columns);
  // Signs that JSON has to escape make a row longer than it was in the file.
  return json.length > LONGEST_ROW
    ? {
        number,
        json: '',
        unreadable: `the row has ${json.length} characters as JSON, at most ${LONGEST_ROW} are read`,
      }
    : { number, json, unreadable: '' };
}

/** `my-rows` for `/data/My rows.jsonl.gz`. */
export function dataSetNamedAfter(file: string): string {
  const unpacked = basename(file).replace(/\.(?:gz|zst|zstd)$/i, '');
  const name = basename(unpacked, extname(unpacked))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (name === '')
    throw invalidArgument('--data-set', `cannot be made from the file name ${basename(file)}; give one`);
  return name;
}

const asObject = (summary: ImportScenariosResponse): object =>
  ImportScenariosResponse.toJSON(summary) as object;

/** What became of the rows of a file. */
export function describeImported(file: string, dataSet: string, summary: ImportScenariosResponse): string {
  const { rows, accepted, duplicates, rejected, domainUnknown, rejections, answers } = summary;
  const brought = answers === 0 ? '' : `, ${answers} new answers`;
  return [
    `${file} -> data set ${dataSet}: ${rows} rows, ${accepted} new, ${duplicates} there already, ${rejected} rejected, ${domainUnknown} without a known domain${brought}`,
    ...rejectedRows(rejections, rejected),
  ].join('\n');
}
