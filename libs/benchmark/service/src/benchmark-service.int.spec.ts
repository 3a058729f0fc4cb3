import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Domain,
  JobState,
  ResultState,
  Split,
  Status,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import {
  buildLibrary,
  clientsOf,
  create,
  finished,
  importOwn,
  importRows,
  keyOf,
  resultsOf,
  runOf,
} from './testing/requests.ts';

let platform: Platform;
let scenarios: ScenarioServiceClient;
let runs: RunServiceClient;

beforeAll(async () => {
  platform = await Platform.start();
  ({ scenarios, runs } = clientsOf(platform));
  await importOwn(scenarios, 'own');
}, PATIENCE_MS);
afterAll(() => platform.stop(), PATIENCE_MS);

describe('scenarios', () => {
  it('are imported once, however often', async () => {
    expect(await importOwn(scenarios, 'again')).toMatchObject({ rows: 70, accepted: 70, duplicates: 0 });
    expect(await importOwn(scenarios, 'again')).toMatchObject({ rows: 70, accepted: 0, duplicates: 70 });
  });

  it('come through bad rows that harm only themselves', async () => {
    const good = JSON.stringify({ query: 'May I?', domain: 'life', origin: 'own', age: '30' });
    const rows = [
      good,
      '{"query": "cut of',
      '[]',
      JSON.stringify({ age: '30' }),
      good,
      'x'.repeat(1024 * 1024 + 1),
    ];
    const summary = await importRows(scenarios, 'bad-rows', rows);
    expect(summary).toMatchObject({ rows: 6, accepted: 1, duplicates: 1, rejected: 4 });
    expect(summary.rejections.map(({ row }) => row)).toEqual([2, 3, 4, 6]);
    expect(summary.rejections[2]).toMatchObject({ column: 'query' });
    expect(JSON.stringify(summary)).not.toContain('cut of');
  });

  it('are refused without a header', async () => {
    const headless = scenarios.importScenarios(
      (async function* () {
        yield { event: { $case: 'rows' as const, value: { rows: [] } } };
      })(),
    );
    await expect(headless).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('are listed by filter, page by page, and found by name', async () => {
    const filter = {
      dataSet: 'dataSets/own',
      domains: [Domain.HEALTH],
      origins: [],
      split: Split.UNSPECIFIED,
    };
    const first = await scenarios.listScenarios({ filter, pageSize: 6, pageToken: '' });
    expect(first.totalSize).toBe(10);
    const second = await scenarios.listScenarios({ filter, pageSize: 6, pageToken: first.nextPageToken });
    expect([...first.scenarios, ...second.scenarios]).toHaveLength(10);
    const [one] = first.scenarios;
    expect((await scenarios.getScenario({ name: one?.name ?? '' })).scenario).toEqual(one);
    await expect(scenarios.getScenario({ name: 'scenarios/none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const foreign = scenarios.listScenarios({ filter, pageSize: 6, pageToken: 'e30' });
    await expect(foreign).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('CreateRun', () => {
  it.each([
    ['a double model', { models: ['sim/gpt-4o', 'sim/gpt-4o'] }, 'INVALID_ARGUMENT', 'spec.models[1]'],
    [
      'a double status',
      { statuses: [Status.VANILLA, Status.VANILLA] },
      'INVALID_ARGUMENT',
      'spec.statuses[1]',
    ],
    ['no library', { statuses: [Status.PLANNER] }, 'INVALID_ARGUMENT', 'spec.library'],
    [
      'a library without paths',
      { statuses: [Status.PLANNER], library: 'libraries/none' },
      'NOT_FOUND',
      'spec.library',
    ],
    ['an unknown model', { models: ['sim/gpt-9'] }, 'NOT_FOUND', 'spec.models[0]'],
    ['an unknown judge', { judgeModel: 'sim/gpt-9' }, 'NOT_FOUND', 'spec.judge_model'],
    ['too many repetitions', { repetitions: 1001 }, 'INVALID_ARGUMENT', 'repetitions'],
  ])('refuses %s and names the field', async (_, changes, code, field) => {
    await expect(create(runs, runOf(changes))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(field),
    });
  });

  it('refuses to evaluate planned paths on the profiles they come from', async () => {
    const filter = { dataSet: 'dataSets/own', domains: [], origins: [], split: Split.LIBRARY };
    const spec = runOf({ statuses: [Status.PLANNER], library: 'libraries/paths', filter });
    await expect(create(runs, spec)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses a data set that does not exist, and a filter that nothing matches', async () => {
    const filter = { dataSet: 'dataSets/nowhere', domains: [], origins: [], split: Split.UNSPECIFIED };
    await expect(create(runs, runOf({ filter }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await importRows(scenarios, 'empty', []);
    const nothing = runOf({ filter: { ...filter, dataSet: 'dataSets/empty' } });
    await expect(create(runs, nothing)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  it('makes one run under one request id', async () => {
    const spec = runOf({ limit: 7 });
    const [one, two] = await Promise.all([create(runs, spec, 'same'), create(runs, spec, 'same')]);
    expect(two.name).toBe(one.name);
    await finished(runs, one.name);
    const resume = runs.resumeRun({ name: one.name });
    await expect(resume).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });
});

describe('a run', () => {
  it('does every sample once and reports it as simulated', async () => {
    const spec = runOf({
      limit: 14,
      models: ['sim/gpt-4o', 'sim/mistral-7b'],
      statuses: [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT],
      repetitions: 2,
    });
    const { estimate } = await runs.estimateRun({ spec });
    expect(estimate).toMatchObject({
      scenarios: 14,
      samples: 168,
      callsMin: 2 * 56 * 2 + 3 * 56,
      modelsWithoutPrice: [],
    });
    const run = await finished(runs, (await create(runs, spec)).name);
    expect(run).toMatchObject({
      state: JobState.SUCCEEDED,
      samplesTotal: 168,
      samplesDone: 168,
      samplesFailed: 0,
    });
    const results = await resultsOf(runs, run.name);
    expect(new Set(results.map(keyOf)).size).toBe(168);
    for (const result of results) {
      expect(result.response).not.toBe('');
      expect([ResultState.SCORED, ResultState.UNSCORED]).toContain(result.state);
      expect(result.asked.length > 0 ? result.status : Status.AGENT).toBe(Status.AGENT);
    }
    expect(run.usage?.calls).toBe(results.reduce((sum, { usage }) => sum + (usage?.calls ?? 0), 0));

    const { report } = await runs.getReport({ name: run.name });
    expect(report?.title).toMatch(/^SIMULATED: /);
    expect(report?.rows).toHaveLength(6);
    expect(report?.rows[0]?.domains).toHaveLength(7);
    expect(report?.gains).toHaveLength(4);
    expect(report?.promptVersions.length).toBeGreaterThanOrEqual(3);
    const [newest] = (await runs.listRuns({ pageSize: 1, pageToken: '' })).runs;
    expect(newest?.name).toBe(run.name);
  });

  it(
    'follows planned paths, on people that nothing was planned from',
    async () => {
      await buildLibrary(platform, 'paths');
      const spec = runOf({ statuses: [Status.AGENT, Status.PLANNER], library: 'libraries/paths', limit: 14 });
      const run = await finished(runs, (await create(runs, spec)).name);
      expect(run).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: 28, samplesFailed: 0 });
      expect(run.spec?.filter?.split).toBe(Split.EVALUATION);
      for (const { scenario } of await resultsOf(runs, run.name)) {
        expect((await scenarios.getScenario({ name: scenario })).scenario?.split).toBe(Split.EVALUATION);
      }
      const { report } = await runs.getReport({ name: run.name });
      expect(report?.notes.join(' ')).toContain('lexical index');
      expect(report?.notes.join(' ')).toContain('no path of library paths was planned from a profile');
      expect(report?.rows.map(({ questions }) => questions?.samples)).toEqual([14, 14]);
    },
    PATIENCE_MS,
  );

  it('stops before it passes its limit of calls, and goes on with a new one', async () => {
    const { name } = await create(runs, runOf({ limit: 40, maxCalls: 30 }));
    const stopped = await finished(runs, name);
    expect(stopped.state).toBe(JobState.STOPPED);
    expect(stopped.stateReason).toContain('max_calls is 30');
    expect(stopped.usage?.calls).toBeLessThanOrEqual(30);
    expect(stopped.samplesDone).toBeGreaterThan(5);
    const before = await resultsOf(runs, name);
    await runs.resumeRun({ name, maxCalls: 1000 });
    const done = await finished(runs, name);
    expect(done).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: 40 });
    // What was stored is not asked for again: one answer and one verdict for each sample.
    const results = await resultsOf(runs, name);
    expect(done.usage?.calls).toBe(results.reduce((sum, { usage }) => sum + (usage?.calls ?? 0), 0));
    expect(results).toEqual(expect.arrayContaining(before));
  });

  it('is the same run again under the same seed', async () => {
    const spec = runOf({ limit: 14, statuses: [Status.VANILLA, Status.AGENT] });
    const scores = await Promise.all(
      [1, 2].map(async () => {
        const run = await finished(runs, (await create(runs, spec)).name);
        return (await resultsOf(runs, run.name)).map((one) => [keyOf(one), one.score, one.asked]);
      }),
    );
    expect(scores[0]).toEqual(scores[1]);
  });

  it(
    'is cancelled quickly, keeps what it has, and can be resumed',
    async () => {
      const { name } = await create(
        runs,
        runOf({ statuses: [Status.VANILLA, Status.AGENT], repetitions: 6 }),
      );
      for await (const { run } of runs.watchRun({ name })) if ((run?.samplesDone ?? 0) > 20) break;
      const { run } = await runs.cancelRun({ name });
      expect(run?.state).toBe(JobState.CANCELLED);
      expect((await finished(runs, name)).state).toBe(JobState.CANCELLED);
      const kept = (await runs.getRun({ name })).run?.samplesDone ?? 0;
      expect(kept).toBeLessThan(840);
      expect((await runs.cancelRun({ name })).run?.state).toBe(JobState.CANCELLED);
      await runs.resumeRun({ name });
      const done = await finished(runs, name);
      expect(done).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: 840 });
      expect(new Set((await resultsOf(runs, name)).map(keyOf)).size).toBe(840);
    },
    PATIENCE_MS,
  );
});
