import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChunkStore, ResultWriter } from '@rookery/benchmark-storage';
import { IdleRuns } from '@rookery/benchmark-storage/testing';
import {
  idsIn,
  LibraryBuildSpec,
  ResultReason,
  ResultState,
  ResultView,
  Split,
  Status,
  type LibraryBuild,
  type Run,
  type RunSpec,
} from '@rookery/shared-contracts';
import type { Caller } from '@rookery/shared-runtime';
import { profileId, splitOf, type Profile } from '@rookery/shared-scenario';
import { BenchmarkInProcess } from './testing/benchmark-in-process.ts';
import { create, importOwn, importRows, runOf } from './testing/requests.ts';

const ANNA: Caller = { name: 'anna', operator: false };
const BEN: Caller = { name: 'ben', operator: false };
const OLGA: Caller = { name: 'olga', operator: true };
const OPTIONS = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o' };

let benchmark: BenchmarkInProcess;
let scenario: string;

beforeAll(async () => {
  benchmark = await BenchmarkInProcess.start();
  await benchmark.as(ANNA, () => importOwn(benchmark.scenarios, 'own'));
  const page = await benchmark.as(ANNA, () => benchmark.scenarios.listScenarios({ pageSize: 1 }));
  scenario = page.scenarios[0]?.name ?? '';
});
afterAll(() => benchmark.close());

function run(changes: Partial<RunSpec> = {}, caller = ANNA, requestId = ''): Promise<Run> {
  return benchmark.as(caller, () => create(benchmark.runs, runOf({ limit: 2, ...changes }), requestId));
}

async function build(
  changes: Partial<LibraryBuildSpec> = {},
  caller = ANNA,
  requestId = '',
): Promise<LibraryBuild> {
  const named = { library: 'libraries/paths', dataSet: 'dataSets/own', limit: 2, options: OPTIONS };
  const spec = LibraryBuildSpec.fromPartial({ ...named, ...changes });
  const made = await benchmark.as(caller, () => benchmark.builds.createLibraryBuild({ requestId, spec }));
  if (made.build === undefined) throw new Error('no build');
  return made.build;
}

/** Rows of a table that name a job. */
async function rowsOf(table: string, column: string, name: string): Promise<number> {
  const { rows } = await benchmark.database.pool.query(
    `SELECT FROM benchmark.${table} WHERE ${column} = $1`,
    [idsIn(name)[0]],
  );
  return rows.length;
}

describe('a request id', () => {
  it('gives back what the same request made, and is refused for another one', async () => {
    const [first, built] = [await run({}, ANNA, 'once'), await build({}, ANNA, 'once')];
    expect((await run({}, ANNA, 'once')).name).toBe(first.name);
    expect((await build({}, ANNA, 'once')).name).toBe(built.name);
    const refused = { code: 'INVALID_ARGUMENT', reason: 'REQUEST_ID_REUSED' };
    await expect(run({ seed: 8 }, ANNA, 'once')).rejects.toMatchObject(refused);
    await expect(build({ limit: 1 }, ANNA, 'once')).rejects.toMatchObject(refused);
  });

  it('of another key is free', async () => {
    const mine = await run({}, ANNA, 'both');
    await benchmark.as(BEN, () => importOwn(benchmark.scenarios, 'bens'));
    const filter = { dataSet: 'dataSets/bens', domains: [], origins: [], split: Split.UNSPECIFIED };
    expect((await run({ filter }, BEN, 'both')).name).not.toBe(mine.name);
    await benchmark.as(BEN, async () => {
      for (const one of (await benchmark.runs.listRuns({})).runs)
        await benchmark.runs.deleteRun({ name: one.name });
      await benchmark.scenarios.deleteDataSet({ name: 'dataSets/bens' });
    });
  });
});

describe("another key's", () => {
  it('run is not found, in the words of a missing one', async () => {
    const { runs } = benchmark;
    const { name, owner } = await run();
    expect(owner).toBe('anna');
    const calls = [
      () => runs.getRun({ name }),
      () => runs.cancelRun({ name }),
      () => runs.resumeRun({ name }),
      () => runs.deleteRun({ name }),
      () => runs.listResults({ parent: name }),
      () => runs.getReport({ name }),
      () => runs.planPower({ name, difference: 0.1 }),
      () => runs.watchRun({ name })[Symbol.asyncIterator]().next(),
    ];
    for (const call of calls) {
      const hidden = { code: 'NOT_FOUND', message: `${name}: not found` };
      await expect(benchmark.as(BEN, call)).rejects.toMatchObject(hidden);
    }
    expect((await benchmark.as(BEN, () => runs.listRuns({}))).runs).toEqual([]);
    expect((await benchmark.as(OLGA, () => runs.getRun({ name }))).run?.name).toBe(name);
  });

  it('build is not found, in the words of a missing one', async () => {
    const { builds } = benchmark;
    const { name, owner } = await build();
    expect(owner).toBe('anna');
    const calls = [
      () => builds.getLibraryBuild({ name }),
      () => builds.cancelLibraryBuild({ name }),
      () => builds.resumeLibraryBuild({ name }),
      () => builds.deleteLibraryBuild({ name }),
      () => builds.watchLibraryBuild({ name })[Symbol.asyncIterator]().next(),
    ];
    for (const call of calls) {
      const hidden = { code: 'NOT_FOUND', message: `${name}: not found` };
      await expect(benchmark.as(BEN, call)).rejects.toMatchObject(hidden);
    }
    expect((await benchmark.as(BEN, () => builds.listLibraryBuilds({}))).builds).toEqual([]);
    expect((await benchmark.as(OLGA, () => builds.getLibraryBuild({ name }))).build?.name).toBe(name);
  });

  it('data set and its scenarios are not found', async () => {
    const { scenarios } = benchmark;
    const filter = { dataSet: 'dataSets/own', domains: [], origins: [], split: Split.UNSPECIFIED };
    const hidden = { code: 'NOT_FOUND' };
    await benchmark.as(BEN, async () => {
      expect((await scenarios.listDataSets({})).dataSets).toEqual([]);
      expect(await scenarios.listScenarios({ filter })).toMatchObject({ scenarios: [], totalSize: 0 });
      expect(await scenarios.listScenarios({})).toMatchObject({ scenarios: [], totalSize: 0 });
      await expect(scenarios.getScenario({ name: scenario })).rejects.toMatchObject(hidden);
      await expect(scenarios.deleteScenario({ name: scenario })).rejects.toMatchObject(hidden);
      await expect(scenarios.deleteDataSet({ name: 'dataSets/own' })).rejects.toMatchObject(hidden);
    });
    await expect(run({}, BEN)).rejects.toMatchObject(hidden);
    await expect(build({}, BEN)).rejects.toMatchObject(hidden);
    const row = JSON.stringify({ query: 'Whose is that?', domain: 'life', origin: 'own', age: '31' });
    await benchmark.as(BEN, () => importRows(scenarios, 'own', [row]));
    await benchmark.as(BEN, () => scenarios.deleteDataSet({ name: 'dataSets/own' }));
    expect((await benchmark.as(OLGA, () => scenarios.listDataSets({}))).dataSets).toMatchObject([
      { name: 'dataSets/own', scenarios: 70, owner: 'anna', createTime: expect.any(Date) },
    ]);
  });

  it('scenarios are not chosen where no data set is named, by an operator either', async () => {
    const row = JSON.stringify({ query: 'Whose is it?', domain: 'life', origin: 'own', age: '30' });
    const filter = { dataSet: '', domains: [], origins: [], split: Split.UNSPECIFIED };
    for (const caller of [BEN, OLGA]) {
      await benchmark.as(caller, () => importRows(benchmark.scenarios, `one-of-${caller.name}`, [row]));
      const made = await benchmark.as(caller, () => create(benchmark.runs, runOf({ filter, limit: 0 })));
      expect(made.samplesTotal).toBe(1);
    }
  });
});

describe('results', () => {
  it('are listed without texts unless these are asked for, and by what became of them', async () => {
    const { name } = await run({ statuses: [Status.VANILLA, Status.CONTEXT_RICH] });
    const writer = await written(name);
    const list = (changes: object) =>
      benchmark.as(
        ANNA,
        async () => (await benchmark.runs.listResults({ parent: name, ...changes })).results,
      );
    expect((await list({})).map(({ response }) => response)).toEqual(['', '', '', '']);
    expect((await list({ view: ResultView.FULL })).map(({ response }) => response)).toContain('CANARY');
    const failed = {
      states: [ResultState.FAILED],
      reasons: [ResultReason.UNAVAILABLE],
      models: [],
      statuses: [],
      scenario: '',
    };
    expect(await list({ filter: failed })).toMatchObject([
      { state: ResultState.FAILED, reason: ResultReason.UNAVAILABLE },
    ]);
    const wrong = list({ filter: { ...failed, states: [ResultState.UNSPECIFIED] } });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await writer.drained();
  });
});

/** Stores an outcome for each sample of a run: the first one failed, the others are scored. */
async function written(name: string): Promise<ResultWriter> {
  const { database } = benchmark;
  const idle = await IdleRuns.open(database);
  const stored = await idle.jobs.get('everyone', idsIn(name)[0]);
  await idle.jobs.stop();
  const { scenarios, samplesTotal } = stored.progress;
  const pending = await new ChunkStore(database).pending(stored, scenarios, {
    first: 0,
    last: samplesTotal - 1,
  });
  const writer = new ResultWriter(database, { onFailure: () => undefined, pause: () => Promise.resolve() });
  const usage = { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: 0, unpricedCalls: 0 };
  for (const [index, sample] of pending.entries()) {
    await writer.answer(sample, {
      response: 'CANARY',
      asked: [],
      usage,
      state: 'whole',
      serverReason: '',
      sent: undefined,
    });
    const scores = { riskSensitivity: 3, emotionalEmpathy: 3, userAlignment: 3 };
    const outcome =
      index === 0
        ? { state: 'failed' as const, reason: 'unavailable' as const, scores: undefined }
        : { state: 'scored' as const, reason: undefined, scores };
    const rest = {
      answerState: undefined,
      sent: undefined,
      detail: '',
      verdictWords: '',
      verdict: undefined,
      attackSigns: [],
      questions: undefined,
    };
    await writer.outcome(sample, { ...outcome, ...rest, usage, uncounted: usage });
  }
  return writer;
}

/** A person from whom paths may be planned. */
function onLibrarySide(): Profile {
  for (let number = 0; ; number += 1) {
    const profile = { emotional_state: `Despair ${number}` };
    if (splitOf(profileId(profile)) === 'library') return profile;
  }
}

describe('erasing', () => {
  it('takes all rows of a run and of a build', async () => {
    const [{ name }, built] = [await run(), await build()];
    await written(name);
    expect(await rowsOf('answer', 'run_id', name)).toBe(2);
    await benchmark.as(ANNA, () => benchmark.runs.deleteRun({ name }));
    await benchmark.as(ANNA, () => benchmark.builds.deleteLibraryBuild({ name: built.name }));
    for (const table of ['answer', 'outcome', 'run_scenario', 'run_chunk'])
      expect(await rowsOf(table, 'run_id', name)).toBe(0);
    for (const table of ['library_build', 'library_build_scenario'])
      expect(await rowsOf(table, 'job', built.name)).toBe(0);
    expect(await rowsOf('job', 'id', name)).toBe(0);
    const again = benchmark.as(ANNA, () => benchmark.runs.deleteRun({ name }));
    await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a data set waits for the runs and unfinished builds that hold it', async () => {
    const { scenarios, runs, builds } = benchmark;
    const profile = onLibrarySide();
    const row = (query: string): string =>
      JSON.stringify({ query, domain: 'life', origin: 'own', ...profile });
    await benchmark.as(ANNA, () => importRows(scenarios, 'brief', ['One?', 'Two?'].map(row)));
    const filter = { dataSet: 'dataSets/brief', domains: [], origins: [], split: Split.UNSPECIFIED };
    const made = await run({ filter, limit: 0 });
    const inUse = { code: 'FAILED_PRECONDITION', reason: 'IN_USE' };
    await benchmark.as(ANNA, async () => {
      const [one] = (await scenarios.listScenarios({ filter })).scenarios;
      const name = one?.name ?? '';
      await expect(scenarios.deleteScenario({ name })).rejects.toMatchObject(inUse);
      await expect(scenarios.deleteDataSet({ name: 'dataSets/brief' })).rejects.toMatchObject(inUse);
      await runs.deleteRun({ name: made.name });
      const built = await build({ dataSet: 'dataSets/brief', limit: 0 });
      await expect(scenarios.deleteDataSet({ name: 'dataSets/brief' })).rejects.toMatchObject(inUse);
      await builds.cancelLibraryBuild({ name: built.name });
      await scenarios.deleteScenario({ name });
      await expect(scenarios.getScenario({ name })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await rowsOf('scenario', 'id', name)).toBe(0);
      await scenarios.deleteDataSet({ name: 'dataSets/brief' });
      expect((await scenarios.listDataSets({})).dataSets.map((set) => set.name)).toEqual(['dataSets/own']);
      expect(await rowsOf('data_set', 'name', 'dataSets/brief')).toBe(0);
    });
  });
});
