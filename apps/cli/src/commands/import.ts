import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ImportScenariosResponse,
  ScenarioServiceDefinition,
  type ImportScenariosRequest,
  type Row,
} from '@rookery/shared-contracts';
import { readRows, type RowOrError } from '@rookery/cli-dataset-files';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { progressBar, type Progress } from '../terminal/progress.ts';
import { resourceName } from './resource-name.ts';

/** The project's own 70 scenarios. */
export const OWN_SCENARIOS = fileURLToPath(
  new URL('../../../../libs/benchmark/datasets/data/own-scenarios.json', import.meta.url),
);

/** Rows in one message: few enough that progress moves, many enough that messages cost nothing. */
const BATCH_ROWS = 200;
/** Characters in one message, well under the message size limit of the services. */
const BATCH_CHARACTERS = 2_000_000;

/** `rookery import FILE...`. Returns the exit code: rejected rows make the import incomplete. */
export function importFiles(
  context: CommandContext,
  files: readonly string[],
  dataSet: string | undefined,
): Promise<number> {
  return withPlatform(context, async (platform) => {
    let rejected = 0;
    for (const file of files) {
      const target = dataSet ?? dataSetNamedAfter(file);
      const summary = await importFile(context, platform, target, file);
      rejected += summary.rejected;
      context.print(
        context.json
          ? JSON.stringify({ file, dataSet: target, ...asObject(summary) })
          : describeImport(file, target, summary),
      );
    }
    return rejected === 0 ? EXIT.ok : EXIT.incomplete;
  });
}

/** Streams one file into a data set; importing it again adds nothing. */
export async function importFile(
  context: CommandContext,
  platform: PlatformConnection,
  dataSet: string,
  file: string,
): Promise<ImportScenariosResponse> {
  const size = await sizeOf(file);
  const bar = progressBar(basename(file), 'KiB');
  try {
    const rows = readRows(counted(createReadStream(file), size, bar), {
      fileName: file,
      signal: context.interrupted,
    });
    return await platform
      .client(ScenarioServiceDefinition)
      .importScenarios(requests(dataSet, rows), { signal: context.interrupted });
  } finally {
    bar.end();
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw invalidArgument('file', `${file} cannot be read (${code})`);
  }
  throw invalidArgument('file', `${file} is not a file`);
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  size: number,
  bar: Progress,
): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  for await (const chunk of chunks) {
    yield chunk;
    read += chunk.length;
    bar.update(Math.round(read / 1024), Math.ceil(size / 1024));
  }
}

async function* requests(
  dataSet: string,
  rows: AsyncIterable<RowOrError>,
): AsyncGenerator<ImportScenariosRequest, void, undefined> {
  yield {
    event: {
      $case: 'header',
      value: { requestId: crypto.randomUUID(), dataSet: resourceName('dataSets', dataSet) },
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

const rowMessage = (row: RowOrError): Row =>
  'unreadable' in row
    ? { number: row.number, json: '', unreadable: row.unreadable }
    : { number: row.number, json: JSON.stringify(row.columns), unreadable: '' };

/** `my-rows` for `/data/My rows.jsonl`. */
export function dataSetNamedAfter(file: string): string {
  const name = basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (name === '')
    throw invalidArgument('--data-set', `cannot be made from the file name ${basename(file)}; give one`);
  return name;
}

const asObject = (summary: ImportScenariosResponse): object =>
  ImportScenariosResponse.toJSON(summary) as object;

function describeImport(file: string, dataSet: string, summary: ImportScenariosResponse): string {
  const lines = [
    `${file} -> data set ${dataSet}: ${summary.rows} rows, ${summary.accepted} new, ${summary.duplicates} there already, ${summary.rejected} rejected, ${summary.domainUnknown} without a known domain`,
    ...summary.rejections.map(({ row, column, reason }) =>
      column === '' ? `  row ${row}: ${reason}` : `  row ${row}, ${column}: ${reason}`,
    ),
  ];
  const unlisted = summary.rejected - summary.rejections.length;
  if (unlisted > 0) lines.push(`  ... and ${unlisted} more`);
  return lines.join('\n');
}
