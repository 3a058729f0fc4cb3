import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RUNGS, scenarioId, type Scenario } from '@rookery/shared-scenario';
import { toScenario, type RowColumns } from '@rookery/shared-scenario-rows';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { chosenRows, NO_CHOICE } from './chosen-columns.ts';
import { isParquet, parquetRows } from './parquet-rows.ts';
import { readRows } from './read-rows.ts';
import { exportedRow, writeRows } from './written-rows.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();

async function scenariosIn(file: string): Promise<Scenario[]> {
  const rows = (await isParquet(file)) ? parquetRows(file, signal) : readRows(createReadStream(file));
  const scenarios: Scenario[] = [];
  for await (const row of chosenRows(rows, NO_CHOICE)) {
    if (!('columns' in row)) throw new Error(row.unreadable);
    const outcome = toScenario(row.columns, row.number);
    if (!('scenario' in outcome)) throw new Error(JSON.stringify(outcome));
    scenarios.push(outcome.scenario);
  }
  return scenarios;
}

async function* each(scenarios: readonly Scenario[]): AsyncGenerator<Scenario, void> {
  yield* scenarios;
}

/** Rows in the published shape, with all that the published ones have: free texts, ranges, unknowns of many spellings. */
const PUBLISHED: readonly RowColumns[] = [
  {
    ...{ source: 'real', query: 'What do I owe a landlord, "really"?', scenario: 'financial', age: '28' },
    ...{
      education_level: 'some college',
      gender: 'not given',
      marital_status: 'unsure',
      profession: 'barista',
    },
    ...{
      economic_status: 'tight; two jobs',
      health_status: 'None',
      mental_health_status: 'anxious, I guess',
    },
    ...{ emotional_state: 'unsure' },
  },
  {
    ...{
      source: 'synthetic',
      query: 'Où aller ce soir?\nEt avec qui?',
      scenario: 'Custody Battle',
      age: '45-54 years',
    },
    ...{ education_level: "Master's", gender: 'Female', marital_status: 'Divorced', profession: 'None' },
    ...{
      economic_status: 'Stable',
      health_status: 'Good',
      mental_health_status: 'None',
      emotional_state: 'N/A',
    },
  },
  { source: 'real', query: '=1+1?', scenario: 'An event that nobody knows', age: '30s', gender: 'uncertain' },
  { query: 'Only a question, with a comma?', background: 'Line one.\r\nLine two, "quoted".' },
];

function scenariosOf(rows: readonly RowColumns[]): Scenario[] {
  return rows.map((row, at) => {
    const outcome = toScenario(row, at + 1);
    if (!('scenario' in outcome)) throw new Error(JSON.stringify(outcome));
    return outcome.scenario;
  });
}

describe('an exported file', () => {
  const published = scenariosOf(PUBLISHED);
  const derived = published.slice(0, 2).flatMap((one): Scenario[] => {
    const twin = { ...one, twinOf: one.id };
    return [
      { ...twin, id: scenarioId(twin) },
      ...RUNGS.map((rung) => ({ ...one, rung, id: scenarioId({ ...one, rung }) })),
    ];
  });
  const all = [...published, ...derived];

  it.each(['rows.csv', 'rows.json', 'rows.jsonl', 'rows.parquet', 'rows.csv.gz', 'rows.jsonl.zst'])(
    'as %s is imported as the same scenarios, and exported as the same file again',
    async (name) => {
      const file = join(folder, name);
      expect(await writeRows(file, each(all))).toMatchObject({ rows: all.length });
      const again = await scenariosIn(file);
      expect(again.map(({ sourceRow: _, ...scenario }) => scenario)).toEqual(
        all.map(({ sourceRow: _, given: __, ...scenario }) => scenario),
      );
      const second = join(folder, `again-${name}`);
      await writeRows(second, each(again));
      expect((await scenariosIn(second)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    },
  );

  it.each(['given.csv', 'given.json', 'given.jsonl', 'given.parquet'])(
    'as %s loses nothing of what the first file said, where that is asked for',
    async (name) => {
      const file = join(folder, name);
      await writeRows(file, each(all), true);
      const again = await scenariosIn(file);
      expect(again.map(({ sourceRow: _, ...scenario }) => scenario)).toEqual(
        all.map(({ sourceRow: _, ...scenario }) => scenario),
      );
      expect(again.flatMap(({ given }) => Object.values(given ?? {}))).toEqual(
        expect.arrayContaining(['unsure', 'N/A', 'None']),
      );
    },
  );

  it('has what is known and nothing else', () => {
    expect(published.map((one) => exportedRow(one))[2]).toEqual({
      query: '=1+1?',
      source: 'real',
      situation: 'An event that nobody knows',
      age: '30s',
    });
  });

  it.each(['rows', 'rows.xlsx', 'rows.parquet.gz'])('is not written as %s', async (name) => {
    await expect(writeRows(join(folder, name), each(all))).rejects.toThrow(
      'has to end with .csv, .json or .jsonl',
    );
  });

  it('is not there where its rows could not be had', async () => {
    async function* broken(): AsyncGenerator<Scenario, void> {
      yield* published;
      throw new Error('the platform is away');
    }
    await expect(writeRows(join(folder, 'half.csv'), broken())).rejects.toThrow('the platform is away');
    expect((await readdir(folder)).filter((name) => name.startsWith('half'))).toEqual([]);
  });
});

describe('a Parquet file', () => {
  it('is read in the order of its rows, numbers and missing values too', async () => {
    const file = join(folder, 'numbers.parquet');
    const numbers = Array.from({ length: 2500 }, (_, at) => at);
    const columnData = [
      { name: 'query', data: numbers.map((at) => `Question ${at}?`), type: 'STRING' as const },
      {
        name: 'age',
        data: numbers.map((at) => (at % 3 === 0 ? null : BigInt(at % 90))),
        type: 'INT64' as const,
        nullable: true,
      },
    ];
    await writeFile(file, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 700 })));
    const scenarios = await scenariosIn(file);
    expect(scenarios.map(({ query }) => query)).toEqual(numbers.map((at) => `Question ${at}?`));
    expect(scenarios[4]?.profile).toEqual({ age: '4' });
    expect(scenarios[3]?.profile).toEqual({});
  });

  it.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 20)],
    ['four bytes', (bytes: Uint8Array) => bytes.subarray(0, 4)],
    [
      'overwritten in its middle',
      (bytes: Uint8Array) => bytes.map((byte, at) => (at > 10 && at < bytes.length - 8 ? byte ^ 0x5a : byte)),
    ],
  ])('that is damaged is refused: %s', async (name, damage) => {
    const columnData = [{ name: 'query', data: ['Why?', 'How?'], type: 'STRING' as const }];
    const file = join(folder, `${name}.parquet`);
    await writeFile(file, damage(new Uint8Array(parquetWriteBuffer({ columnData }))));
    await expect(scenariosIn(file)).rejects.toThrow('is Parquet and damaged, or cut off');
  });
});
