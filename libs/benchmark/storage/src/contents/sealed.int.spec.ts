import { copyFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase, whereIs } from '@rookery/shared-database/testing';
import { Holding } from '@rookery/shared-holding';
import { KeyRing } from '@rookery/shared-sealing';
import { copyOf, restore } from '@rookery/shared-sealing/testing';
import { knownScenarios } from '../people/known-scenarios.ts';
import { benchmarkPlaces } from '../people/places.ts';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from '../schema/benchmark-schema.ts';
import { IdleRuns } from '../testing.ts';
import { sealedBenchmark } from './sealed-benchmark.ts';
import { ANNA, personOf, Process, readStudy, scenarioOf, SETTINGS, storeStudy } from '../testing/study.ts';

const [CANARY, OTHER] = ['zanzibar-canary', 'timbuktu-neighbour'];

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync(), 60_000);

async function newDatabase(): Promise<{ database: Database; runs: IdleRuns }> {
  const database = opened.adopt(await testDatabase(), (open) => open.close());
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  const runs = opened.adopt(await IdleRuns.open(database), ({ jobs }) => jobs.stop());
  return { database, runs };
}

let database: Database;
let runs: IdleRuns;
let folder: string;
beforeEach(async () => {
  ({ database, runs } = await newDatabase());
  folder = await mkdtemp(join(tmpdir(), 'content-keys-'));
}, 60_000);
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The columns in which a word stands. */
const columnsOf = (word: string, { pool } = database): Promise<string[]> => whereIs(word, pool);

/** Whether a word stands in the tables' files or the log of the server, byte by byte. */
async function isInFiles(word: string, at = database): Promise<boolean> {
  await at.pool.query('CHECKPOINT');
  const { rows } = await at.pool.query<{ root: string; base: string }>(
    "SELECT current_setting('data_directory') AS root, oid::text AS base FROM pg_database WHERE datname = current_database()",
  );
  const [{ root, base } = { root: '', base: '' }] = rows;
  const folders = [join(root, 'base', base), join(root, 'pg_wal')];
  for (const folderOf of folders) {
    for (const { name } of (await readdir(folderOf, { withFileTypes: true })).filter((one) => one.isFile())) {
      if ((await readFile(join(folderOf, name))).includes(word)) return true;
    }
  }
  return false;
}

const people = [scenarioOf(CANARY), scenarioOf(OTHER), scenarioOf(OTHER, 'And now?')];
const [canary, other] = people as [(typeof people)[0], (typeof people)[0]];

/** Erases the person with the canary as a job of the benchmark does. */
async function erase(process: Process): Promise<void> {
  const { contents, upkeep } = process;
  const known = await knownScenarios(process, [canary.id], { tenant: 'anna', sameProfile: false });
  const holding = new Holding({
    database: process.database,
    places: benchmarkPlaces(contents),
    afterwards: async () => {
      await upkeep?.replaceWhatIsDue(new AbortController().signal);
      return upkeep !== undefined;
    },
  });
  const person = {
    tenant: 'anna',
    endUser: '',
    sessions: [],
    scenarios: [...known.scenarios],
    profiles: [...known.profiles],
    queries: [...known.queries],
  };
  expect(known.profiles).toEqual([personOf(canary)]);
  const shown = (await Array.fromAsync(holding.export(person))).map(({ json }) => json).join('\n');
  for (const word of ['the past of', 'given to', 'See a doctor', 'the judge quotes', 'second', 'rita says'])
    expect(shown).toContain(word);
  expect(shown).not.toContain(OTHER);
  expect(shown).not.toContain('"sealed"');
  expect(await holding.erase(person)).toMatchObject({ keysDestroyed: true });
}

describe('sealed contents of the benchmark', () => {
  it('are read by every process that has the keys, as those are that lie plain, and stand in no column', async () => {
    const [one, another] = [await Process.start(database, folder), await Process.start(database, folder)];
    const run = await storeStudy(one, runs, people);
    const plain = await newDatabase();
    const without = await Process.start(plain.database);
    const plainRun = await storeStudy(without, plain.runs, people);
    const expected = await readStudy(without, plainRun);
    expect(JSON.stringify(expected).split(CANARY).length).toBeGreaterThan(20);
    expect(await readStudy(one, run)).toEqual(expected);
    expect(await readStudy(another, run)).toEqual(expected);
    for (const word of [CANARY, OTHER, personOf(canary)]) expect(await columnsOf(word)).toEqual([]);
    const scores = await database.pool.query(
      "SELECT DISTINCT verdict FROM benchmark.outcome WHERE verdict -> 'members' IS NOT NULL",
    );
    expect(scores.rows).toEqual([
      { verdict: { members: [{ scores: { mean: 4 } }, { scores: { mean: 4 } }] } },
    ]);
    const clusters = await database.pool.query(
      'SELECT count(DISTINCT profile_key)::int AS n FROM benchmark.scenario',
    );
    expect(clusters.rows).toEqual([{ n: 2 }]);
  });

  it('never come to the files of the database as they are', async () => {
    const process = await Process.start(database, folder);
    const [sealed, plain] = ['a-word-that-is-sealed', 'a-word-that-lies-plain'];
    await storeStudy(process, runs, [scenarioOf(sealed)]);
    const other = await newDatabase();
    await storeStudy(await Process.start(other.database), other.runs, [scenarioOf(plain)]);
    expect(await isInFiles(sealed)).toBe(false);
    // Where it lies plain, it would be found.
    expect(await isInFiles(plain, other.database)).toBe(true);
  }, 60_000);

  it('of an erased person are read from no older copy, and those of the living are', async () => {
    const process = await Process.start(database, folder);
    const run = await storeStudy(process, runs, people);
    const dump = await copyOf(database, BENCHMARK_SCHEMA);
    await erase(process);
    expect(await columnsOf(canary.id)).toEqual([]);

    const elsewhere = await newDatabase();
    await restore(elsewhere.database, BENCHMARK_SCHEMA, dump);
    const later = await Process.start(elsewhere.database, folder);
    const ids = await elsewhere.database.pool.query('SELECT id FROM benchmark.scenario');
    expect(ids.rows).toHaveLength(3);
    const read = JSON.stringify(await readStudy(later, run));
    expect(read).not.toContain(CANARY);
    expect(read.split(OTHER).length).toBeGreaterThan(20);
    await expect(later.scenarios.get(ANNA, canary.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // Their remains go with the next replacement, and the run is what it was without them.
    expect(await later.replace()).toMatchObject({ erasedAgain: 1, rewrapped: 2 });
    expect(await columnsOf(canary.id, elsewhere.database)).toEqual([]);
    const { progress } = await elsewhere.runs.jobs.get(ANNA, run.id);
    expect(progress).toMatchObject({ samplesTotal: 8, samplesDone: 8 });
    expect(JSON.stringify(await readStudy(later, run))).toContain(OTHER);
  }, 60_000);

  it('are open in an older copy to whoever kept the keys of then', async () => {
    const process = await Process.start(database, folder);
    await storeStudy(process, runs, people);
    const dump = await copyOf(database, BENCHMARK_SCHEMA);
    const kept = await mkdtemp(join(tmpdir(), 'kept-keys-'));
    await copyFile(join(folder, 'benchmark.json'), join(kept, 'benchmark.json'));
    await erase(process);
    const elsewhere = await newDatabase();
    await restore(elsewhere.database, BENCHMARK_SCHEMA, dump);
    const careless = await Process.start(elsewhere.database, kept);
    expect(await careless.scenarios.get(ANNA, canary.id)).toMatchObject({ query: canary.query });
    await rm(kept, { recursive: true });
  });

  it('from before there were keys are sealed by the upkeep, whatever is read meanwhile', async () => {
    const plain = await Process.start(database);
    const run = await storeStudy(plain, runs, people);
    const before = await readStudy(plain, run);
    expect((await columnsOf(CANARY)).length).toBeGreaterThan(6);
    const process = await Process.start(database, folder);
    expect(await readStudy(process, run)).toEqual(before);
    // As far as a process came that was stopped after each of the first steps.
    for (let step = 0; step < 3; step += 1) {
      await database
        .tables('benchmark')
        .transaction()
        .execute(async (transaction) => {
          if (process.sealing === undefined) throw new Error('no keys');
          await sealedBenchmark(database).sealSome(transaction, process.sealing);
        });
      expect(await readStudy(process, run)).toEqual(before);
    }
    const next = await Process.start(database, folder);
    await next.upkeep?.replaceWhatIsDue(new AbortController().signal);
    for (const word of [CANARY, OTHER, personOf(canary)]) expect(await columnsOf(word)).toEqual([]);
    expect(await readStudy(next, run)).toEqual(before);
    expect(await readStudy(process, run)).toEqual(before);
    // The words and nothing else: what stands beside them may change.
    const { rows: sealed } = await database.pool.query<{ sealed: Buffer }>(
      'SELECT sealed FROM benchmark.scenario WHERE id = $1',
      [canary.id],
    );
    const keys = await next.contents.keysOf([canary.id]);
    const words = next.contents.opened(sealed[0]?.sealed ?? Buffer.from(''), 'scenario', canary.id, keys);
    expect(Object.keys(JSON.parse(String(words)) as object)).toEqual([
      'query',
      'background',
      'situation',
      'profile',
      'given',
    ]);
    // Nothing is left to do.
    expect(await next.replace()).toMatchObject({ sealed: 0, rewrapped: 3 });
    await expect(plain.scenarios.get(ANNA, canary.id)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('ROOKERY_CONTENT_KEYS') as unknown as string,
    });
  });

  it('are known to experiments by the same keyed names, of which an erasure takes theirs', async () => {
    const plain = await Process.start(database);
    const run = await storeStudy(plain, runs, people);
    const output = JSON.stringify([{ similarity: [canary, other].map((one) => [personOf(one), 0.5]) }]);
    await database.pool.query(
      `INSERT INTO benchmark.experiment_step (job, step, piece, key, title, ask, output)
       VALUES ($1, 0, 0, 'k', 't', '{}', $2)`,
      [run.id, output],
    );
    const process = await Process.start(database, folder);
    await process.replace();
    const names = async (): Promise<unknown> => {
      const { rows } = await database.pool.query<{ output: [{ similarity: [string, number][] }] }>(
        'SELECT output FROM benchmark.experiment_step',
      );
      return rows[0]?.output[0].similarity.map(([name]) => name);
    };
    expect(await names()).toEqual([canary, other].map(({ profile }) => process.scenarios.personKey(profile)));
    await erase(process);
    expect(await names()).toEqual(['erased', process.scenarios.personKey(other.profile)]);
  });

  it('that somebody holds while the others are sealed are sealed the next time, with all that hangs on them', async () => {
    const plain = await Process.start(database);
    const run = await storeStudy(plain, runs, people);
    const before = await readStudy(plain, run);
    const process = await Process.start(database, folder);
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM benchmark.scenario WHERE id = $1 FOR UPDATE', [canary.id]);
    await process.replace();
    await client.query('COMMIT');
    client.release();
    expect(await columnsOf(CANARY)).toContain('benchmark.scenario.query');
    expect(await columnsOf(OTHER)).toEqual([]);
    expect(await readStudy(process, run)).toEqual(before);
    await process.upkeep?.replaceWhatIsDue(new AbortController().signal);
    expect(await columnsOf(CANARY)).toEqual([]);
    expect(await readStudy(process, run)).toEqual(before);
  });

  it('that came plain are the same when they come again sealed', async () => {
    const plain = await Process.start(database);
    const dataSet = await plain.dataSets.open('anna', 'own');
    const given = { scenario: canary.id, model: 'm', response: 'the same answer', sourceRow: 1 };
    expect(await plain.scenarios.add(dataSet, people)).toHaveProperty('size', 3);
    expect(await plain.answers.add(dataSet, [given])).toBe(1);
    const process = await Process.start(database, folder);
    for (let round = 0; round < 2; round += 1) {
      expect(await process.scenarios.add(dataSet, people)).toHaveProperty('size', 0);
      expect(await process.answers.add(dataSet, [given])).toBe(0);
      await process.replace();
    }
    expect(await process.answers.add(dataSet, [{ ...given, response: 'another' }])).toBe(1);
  });

  it('go on through replacements of the keys above, while several processes import the same', async () => {
    const [one, another] = [await Process.start(database, folder), await Process.start(database, folder)];
    const dataSet = await one.dataSets.open('anna', 'own');
    const many = Array.from({ length: 60 }, (_, number) => scenarioOf(`person-${number}`));
    const importing = [one, another].flatMap((process) =>
      Array.from({ length: 6 }, (_, at) => process.scenarios.add(dataSet, many.slice(at * 10, at * 10 + 10))),
    );
    const third = await Process.start(database, folder);
    await Promise.all([...importing, third.replace().then(() => third.replace())]);
    const fresh = await Process.start(database, folder);
    for (const process of [one, another, fresh]) {
      const read = await process.scenarios.chosen(many.map(({ id }) => id));
      expect(read.map(({ query }) => query).toSorted()).toEqual(many.map(({ query }) => query).toSorted());
    }
    const ring = await KeyRing.open(folder, 'benchmark');
    await third.upkeep?.replaceWhatIsDue(new AbortController().signal);
    await ring.reload();
    expect(ring.size).toBe(1);
  });

  it('are imported while a replacement waits for an import that takes long', async () => {
    const process = await Process.start(database, folder);
    const dataSet = await process.dataSets.open('anna', 'own');
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE benchmark.content_key IN ROW EXCLUSIVE MODE');
    let isReplaced = false;
    const replacing = process.replace().then(() => (isReplaced = true));
    for (const one of people) await process.scenarios.add(dataSet, [one]);
    expect(isReplaced).toBe(false);
    await client.query('COMMIT');
    client.release();
    await replacing;
    for (const { id, query } of people)
      expect(await process.scenarios.get(ANNA, id)).toMatchObject({ query });
  });

  it('have another key when they come again after an erasure', async () => {
    const process = await Process.start(database, folder);
    await storeStudy(process, runs, people);
    const dump = await copyOf(database, BENCHMARK_SCHEMA);
    await erase(process);
    await process.scenarios.add(await process.dataSets.open('anna', 'own'), [canary]);
    await process.replace();
    expect(await process.scenarios.get(ANNA, canary.id)).toMatchObject({ query: canary.query });
    const elsewhere = await newDatabase();
    await restore(elsewhere.database, BENCHMARK_SCHEMA, dump);
    const later = await Process.start(elsewhere.database, folder);
    await expect(later.scenarios.get(ANNA, canary.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await later.replace()).toMatchObject({ erasedAgain: 1, rewrapped: 2 });
  });

  it('are copied to the run that judges them again, and live and go with their scenario', async () => {
    const process = await Process.start(database, folder);
    const run = await storeStudy(process, runs, people);
    const scenarioIds = (await process.scenarios.choose(ANNA, { dataSet: 'own' }, 0, 1)).map(({ id }) => id);
    const again = await runs.create({ ...SETTINGS, answersOf: run.id }, { simulated: true, scenarioIds });
    const given = await runs.create(
      { ...SETTINGS, models: ['elsewhere'], statuses: ['given'] },
      { simulated: true, scenarioIds },
    );
    for (const [rejudged, samples, word] of [
      [again, 12, 'See a doctor'],
      [given, 3, 'given to'],
    ] as const) {
      const pending = await process.chunks.pending(rejudged, 3, { first: 0, last: samples - 1 });
      expect(pending).toHaveLength(samples);
      for (const { answer, scenario } of pending)
        expect(answer?.response).toMatch(new RegExp(`${word}.*${scenario.query.slice(-9)}`));
    }
  });

  it('of which only the keys went, by a process that knows no scenarios, go with the next replacement', async () => {
    const process = await Process.start(database, folder);
    const run = await storeStudy(process, runs, people);
    await database.pool.query('DELETE FROM benchmark.content_key WHERE id = $1', [canary.id]);
    expect(JSON.stringify(await readStudy(process, run))).not.toContain(CANARY);
    await process.replace();
    expect(await columnsOf(canary.id)).toEqual([]);
    expect(await process.scenarios.get(ANNA, other.id)).toMatchObject({ query: other.query });
  });
});
