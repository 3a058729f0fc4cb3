import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readRows, writeRows } from '@rookery/cli-dataset-files';
import { toScenario } from '@rookery/shared-scenario-rows';
import type { Scenario } from '@rookery/shared-scenario';

const SAMPLE = new URL('../../../docs/datasets-sample.csv', import.meta.url);
/** Rows of a base: enough for what lies between rows to be damaged, few enough for most damage to hit something. */
const ROWS = 4;

/** Small files that are read as they are, by name; the platform's own exports among them. */
export async function fileBases(): Promise<ReadonlyMap<string, Buffer>> {
  const sample = readFileSync(SAMPLE);
  const folder = mkdtempSync(join(tmpdir(), 'rookery-fuzzing-'));
  try {
    const scenarios = await scenariosIn(sample);
    const bases = new Map<string, Buffer>();
    for (const name of ['csv', 'json', 'jsonl', 'parquet', 'csv.gz', 'jsonl.zst']) {
      const file = join(folder, `rows.${name}`);
      await writeRows(file, one(scenarios));
      bases.set(name, readFileSync(file));
    }
    return new Map([...bases, ...othersOf(bases.get('csv') ?? sample, bases.get('jsonl') ?? sample)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What others write: other encodings and separators, several frames, wrapped rows. */
function othersOf(csv: Buffer, lines: Buffer): [string, Buffer][] {
  const text = csv.toString('utf8');
  const rows = lines.toString('utf8').trim().split('\n');
  return [
    ['tsv', Buffer.from('query\tage\tgender\nWhat now?\t30\tfemale\nAnd then?\t41\tmale\n')],
    ['utf-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['latin-1', Buffer.from('query;age\nDéjà vu à la crème?;28\nGrüße;41\n', 'latin1')],
    ['wrapped json', Buffer.from(`{"data": [${rows.join(',')}], "version": 1}`)],
    ['returns', Buffer.from(text.replaceAll('\n', '\r'))],
    ['json.gz', gzipSync(`[${rows.join(',')}]`)],
    ['frames.zst', Buffer.concat(rows.map((row) => zstdCompressSync(`${row}\n`)))],
    ['members.gz', Buffer.concat(rows.map((row) => gzipSync(`${row}\n`)))],
    [
      'paths',
      Buffer.from(
        `User Query,Best Path\n"Should I go?","['Age', 'Gender', 'Profession']"\nq_2: And now?,age -> gender\n`,
      ),
    ],
  ];
}

async function scenariosIn(csv: Buffer): Promise<Scenario[]> {
  const scenarios: Scenario[] = [];
  for await (const row of readRows(one([csv]))) {
    if (!('columns' in row)) continue;
    const outcome = toScenario(row.columns, row.number);
    if ('scenario' in outcome) scenarios.push(outcome.scenario);
    if (scenarios.length === ROWS) break;
  }
  return scenarios;
}

async function* one<Item>(items: readonly Item[]): AsyncGenerator<Item, void> {
  for (const item of items) yield item;
}
