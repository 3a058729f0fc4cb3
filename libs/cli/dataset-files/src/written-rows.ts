import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { csvLine } from '@rookery/cli-rendering';
import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTE_KEYS, type Scenario } from '@rookery/shared-scenario';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** The columns of an exported file, in their order; an import knows all of them by their names. */
const EXPORTED_COLUMNS = [
  ...(['query', 'source', 'background', 'domain', 'situation'] as const),
  ...ATTRIBUTE_KEYS,
  ...(['twin_of', 'rung'] as const),
] as const;
type ExportedColumn = (typeof EXPORTED_COLUMNS)[number];
type ExportedRow = Readonly<Partial<Record<ExportedColumn, string>>>;

/**
 * A scenario as a row; what is not known has no cell. Importing it makes the same scenario, with the same id.
 * @param asGiven whether attributes are written as the file had them that they came from
 */
export function exportedRow(scenario: Scenario, asGiven = false): ExportedRow {
  const { query, origin, background, domain, situation, profile, twinOf, rung } = scenario;
  const cells: Partial<Record<ExportedColumn, string | undefined>> = {
    ...{ query, source: origin, background, situation },
    domain: domain === 'unknown' ? undefined : domain,
    ...profile,
    ...(asGiven ? scenario.given : {}),
    ...{ twin_of: twinOf, rung },
  };
  return Object.fromEntries(
    EXPORTED_COLUMNS.flatMap((column) => {
      const text = cells[column];
      return text === undefined || text === '' ? [] : [[column, text]];
    }),
  );
}

type Form = 'csv' | 'json' | 'jsonl' | 'parquet';

/** How a file is to be written, by its name. @throws RookeryError INVALID_ARGUMENT */
function formOf(file: string): { readonly form: Form; readonly packed: Duplex | undefined } {
  const [, ending = '', packing] = /\.(\w+?)(?:\.(gz|zst))?$/u.exec(file.toLowerCase()) ?? [];
  const form = ({ csv: 'csv', json: 'json', jsonl: 'jsonl', parquet: 'parquet' } as const)[ending];
  if (form === undefined || (form === 'parquet' && packing !== undefined)) {
    throw invalidArgument(
      file,
      'the name has to end with .csv, .json or .jsonl, each with .gz or .zst after it or not, or with .parquet',
    );
  }
  const packed = packing === 'gz' ? createGzip() : packing === 'zst' ? createZstdCompress() : undefined;
  return { form, packed };
}

/**
 * Writes scenarios as a file of rows, in the form that its name tells; the file is there whole or not at all.
 * @param asGiven see `exportedRow`
 * @returns how many rows it has, and which columns: in JSON those that some row has, else all
 * @throws RookeryError INVALID_ARGUMENT for a name that tells no form
 */
export async function writeRows(
  file: string,
  scenarios: AsyncIterable<Scenario>,
  asGiven = false,
): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
  const { form, packed } = formOf(file);
  const unfinished = `${file}.part`;
  let rows = 0;
  const filled = new Set<string>();
  async function* counted(): AsyncGenerator<ExportedRow, void> {
    for await (const scenario of scenarios) {
      const row = exportedRow(scenario, asGiven);
      rows += 1;
      for (const column of Object.keys(row)) filled.add(column);
      yield row;
    }
  }
  try {
    const source = Readable.from(WRITERS[form](counted()));
    const sink = createWriteStream(unfinished);
    await (packed === undefined ? pipeline(source, sink) : pipeline(source, packed, sink));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  const isTable = form === 'csv' || form === 'parquet';
  return { rows, columns: EXPORTED_COLUMNS.filter((column) => isTable || filled.has(column)) };
}

const WRITERS: Readonly<
  Record<Form, (rows: AsyncIterable<ExportedRow>) => AsyncGenerator<string | Uint8Array, void>>
> = {
  async *csv(rows) {
    yield csvLine([...EXPORTED_COLUMNS]);
    for await (const row of rows) yield csvLine(EXPORTED_COLUMNS.map((column) => row[column]));
  },
  async *json(rows) {
    let before = '[\n';
    for await (const row of rows) {
      yield `${before}${JSON.stringify(row)}`;
      before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  },
  async *jsonl(rows) {
    for await (const row of rows) yield `${JSON.stringify(row)}\n`;
  },
  // Column by column, so that all rows are in memory.
  async *parquet(rows) {
    const all: ExportedRow[] = [];
    for await (const row of rows) all.push(row);
    const columnData = EXPORTED_COLUMNS.map((name) => ({
      name,
      type: 'STRING' as const,
      nullable: true,
      data: all.map((row) => row[name] ?? null),
    }));
    yield new Uint8Array(parquetWriteBuffer({ columnData }));
  },
};
