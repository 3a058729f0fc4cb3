import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  DataSetStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import { LibraryBuildSpec, StopReason } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { openJobs, type JobLimits, type Jobs } from '@rookery/shared-jobs';
import { runAsJob, type Caller } from '@rookery/shared-runtime';
import { profileId, scenarioId, splitOf, type Profile, type Scenario } from '@rookery/shared-scenario';
import { BuildControl } from './build-control.ts';
import type { BuildProgress, BuildRecord } from './build-record.ts';
import { buildToWire } from './build-to-wire.ts';
import { ScriptedPlanner } from './fixtures/scripted-planner.ts';
import { LibraryBuilds } from './library-builds.ts';

const ANNA: Caller = { name: 'anna', operator: false };
const BEN: Caller = { name: 'ben', operator: false };
const OPERATOR: Caller = { name: 'olga', operator: true };

let database: Database;
let planner: ScriptedPlanner;
let jobs: Jobs<LibraryBuildSpec, BuildProgress>;
let control: BuildControl;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  planner = await ScriptedPlanner.start();
  const scenarios = new ScenarioStore(database);
  const { probe } = planner;
  const kind = new LibraryBuilds({ database, scenarios, planner: planner.planner, probe, log: silentLog });
  jobs = await openJobs({ database, schema: BENCHMARK_SCHEMA, kind, log: silentLog, runAsJob });
  control = new BuildControl({
    dataSets: new DataSetStore(database),
    scenarios,
    jobs,
    planner: planner.planner,
  });
  const dataSet = await new DataSetStore(database).open('anna', 'sleepers');
  await scenarios.add(dataSet, [...people('library', 3), ...people('evaluation', 3)]);
  await jobs.work(2);
});
afterEach(() => planner.reset());
afterAll(async () => {
  await jobs.stop();
  await planner.close();
  await database.close();
});

/** Scenarios of people on one side of the split. */
function people(side: string, count: number): Scenario[] {
  const profiles = Array.from({ length: 200 }, (_, number): Profile => ({
    emotional_state: `Despair ${number}`,
  }));
  return profiles
    .filter((profile) => splitOf(profileId(profile)) === side)
    .slice(0, count)
    .map((profile, number) => {
      const domain = number % 2 === 0 ? ('health' as const) : ('life' as const);
      const content = { query: `Question ${number}?`, background: '', domain, situation: '', profile };
      return { ...content, id: scenarioId(content), origin: 'own' as const, sourceRow: number };
    });
}

function specOf(changes: Partial<LibraryBuildSpec> = {}): LibraryBuildSpec {
  const options = { answerModel: 'a', judgeModel: 'j', seed: 3 };
  const named = { library: 'libraries/paths', dataSet: 'dataSets/sleepers' };
  return LibraryBuildSpec.fromPartial({ ...named, options, ...changes });
}

function create(
  changes: Partial<LibraryBuildSpec> = {},
  caller = ANNA,
  requestId = '',
): Promise<BuildRecord> {
  const { signal } = new AbortController();
  return runAsJob({ caller, signal }, () => control.create(caller, requestId, specOf(changes), signal));
}

async function ended({ id }: BuildRecord): Promise<BuildRecord> {
  let last: BuildRecord | undefined;
  for await (const build of jobs.watch('everyone', id, new AbortController().signal)) last = build;
  if (last === undefined) throw new Error('the watch told nothing');
  return last;
}

describe('a build', () => {
  it('has a path planned for each scenario on the library side, on behalf of its owner', async () => {
    const build = await create();
    expect(build).toMatchObject({ owner: 'anna', state: 'pending', progress: { scenariosTotal: 3 } });
    expect(await ended(build)).toMatchObject({
      state: 'succeeded',
      progress: {
        scenariosDone: 3,
        scenariosFailed: 0,
        usage: { calls: 72, inputTokens: 300, outputTokens: 30, costUsd: 1.5, unpricedCalls: 0 },
      },
    });
    const [check, ...searches] = planner.asked;
    expect(check).toMatchObject({
      request: { validateOnly: true, library: 'libraries/paths', query: '' },
      caller: ANNA,
    });
    const chosen = people('library', 3);
    expect(searches.map(({ request }) => request.query).sort()).toEqual(
      chosen.map(({ query }) => query).sort(),
    );
    for (const { request, caller } of searches) {
      const scenario = chosen.find(({ query }) => query === request.query);
      expect(request).toMatchObject({
        requestId: `libraryBuilds/${build.id}/${scenario?.id}`,
        profile: { values: scenario?.profile },
        library: 'libraries/paths',
        options: { answerModel: 'a', seed: 3 },
        validateOnly: false,
      });
      expect(caller).toEqual(ANNA);
    }
  });

  it('works as an operator where one has made it, also on the data set of somebody else', async () => {
    await ended(await create({ limit: 1 }, OPERATOR));
    expect(planner.asked.map(({ caller }) => caller)).toEqual([OPERATOR, OPERATOR]);
  });

  it('waits for a planner that is busy, and repeats what may pass under the same id', async () => {
    planner.script = (_, attempt) => {
      if (attempt === 1) throw new RookeryError('RESOURCE_EXHAUSTED', 'later', { retryAfterMs: 20 });
      if (attempt === 2) throw new RookeryError('UNAVAILABLE', 'the judge is away');
      return undefined;
    };
    // The check meets the same planner.
    await expect(create()).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    const script = planner.script;
    planner.script = (request, attempt) => (request.validateOnly ? undefined : script(request, attempt));
    const build = await ended(await create());
    expect(build).toMatchObject({ state: 'succeeded', progress: { scenariosDone: 3, usage: { calls: 72 } } });
    expect(new Set(planner.searched).size).toBe(3);
    expect(planner.searched).toHaveLength(3);
  });

  it('is given the path that was stored before the outcome was noted', async () => {
    const build = await ended(await create({ limit: 1 }));
    // As a process leaves it that dies between the path and its note.
    await database.pool.query("UPDATE benchmark.library_build_scenario SET state = 'failed' WHERE job = $1", [
      build.id,
    ]);
    await jobs.resume({ owner: 'anna' }, build.id);
    expect(await ended(build)).toMatchObject({ state: 'succeeded' });
    expect(planner.searched).toHaveLength(1);
    expect(planner.asked).toHaveLength(3);
  });

  it('notes a scenario whose search failed, and does it again when it is resumed', async () => {
    planner.script = ({ query }) =>
      query === 'Question 1?'
        ? { stopReason: StopReason.EVALUATION_FAILED, evaluations: 0, unscoredEvaluations: 8 }
        : undefined;
    const build = await ended(await create());
    expect(build).toMatchObject({
      state: 'incomplete',
      stateReason:
        '1 of 3 scenarios could not be planned (1 EVALUATION_FAILED); resuming tries them again. The first failure: none of 8 evaluations could be scored',
      progress: { scenariosDone: 2, scenariosFailed: 1, usage: { calls: 72 } },
    });
    planner.reset();
    await jobs.resume({ owner: 'anna' }, build.id);
    expect(await ended(build)).toMatchObject({
      state: 'succeeded',
      generation: 2,
      progress: { scenariosDone: 3, scenariosFailed: 0, usage: { calls: 96 } },
    });
    expect(planner.searched).toHaveLength(1);
  });

  it('counts by reason what could not be planned, with the words of the first of each, until it is resumed', async () => {
    const failing: Record<string, RookeryError> = {
      'Question 0?': new RookeryError('FAILED_PRECONDITION', 'the prompt is too long'),
      'Question 1?': new RookeryError('FAILED_PRECONDITION', 'the prompt is much too long'),
      'Question 2?': new RookeryError('DATA_LOSS', 'torn'),
    };
    planner.script = ({ query }) => {
      const failure = failing[query];
      if (failure !== undefined) throw failure;
      return undefined;
    };
    const build = await ended(await create());
    expect(buildToWire(build).failedByReason).toEqual([
      {
        reason: 'FAILED_PRECONDITION',
        scenarios: 2,
        detail: expect.stringMatching(/^the prompt is (much )?too long$/) as unknown,
      },
      { reason: 'DATA_LOSS', scenarios: 1, detail: expect.stringContaining('torn') as unknown },
    ]);
    planner.reset();
    await jobs.resume({ owner: 'anna' }, build.id);
    expect(buildToWire(await ended(build)).failedByReason).toEqual([]);
  });

  it('fails where no scenario could be planned, and says why', async () => {
    planner.script = ({ query }) => {
      if (query !== '') throw new RookeryError('FAILED_PRECONDITION', 'another protocol version');
      return undefined;
    };
    expect(await ended(await create())).toMatchObject({
      state: 'failed',
      stateReason:
        'no scenario could be planned: FAILED_PRECONDITION. The first failure: another protocol version',
      progress: { scenariosDone: 0, scenariosFailed: 3 },
    });
  });

  it('counts what failed attempts took', async () => {
    const usage = { calls: 7, inputTokens: 70, outputTokens: 0, costUsd: 0.25, unpricedCalls: 2 };
    planner.script = ({ validateOnly }, attempt) => {
      if (!validateOnly && attempt === 1) throw new RookeryError('DATA_LOSS', 'torn', { usage });
      return undefined;
    };
    const build = await ended(await create({ limit: 1 }));
    expect(build).toMatchObject({
      state: 'succeeded',
      progress: { usage: { calls: 31, inputTokens: 170, costUsd: 0.75, unpricedCalls: 2 } },
    });
  });

  it.each([
    ['MODEL_QUOTA_SPENT', 'stopped', 'no money is left at the server of a or j: insufficient balance'],
    ['MODEL_SERVER_REFUSES_KEY', 'failed', 'the key of a or j is refused: insufficient balance'],
  ] as const)(
    'ends with the first search that meets %s, and can be resumed',
    async (reason, state, words) => {
      planner.script = ({ validateOnly }) => {
        if (!validateOnly) throw new RookeryError('FAILED_PRECONDITION', 'insufficient balance', { reason });
        return undefined;
      };
      const build = await ended(await create());
      expect(build).toMatchObject({ state, stateReason: expect.stringContaining(words) });
      expect(build.progress.scenariosFailed).toBeGreaterThan(0);
      planner.reset();
      await jobs.resume({ owner: 'anna' }, build.id);
      expect(await ended(build)).toMatchObject({ state: 'succeeded', progress: { scenariosDone: 3 } });
    },
  );

  it('stops before the next search at a limit, and goes on with another one', async () => {
    const limits: JobLimits = { maxCalls: 24, maxCostUsd: undefined };
    const build = await ended(await create({ maxCalls: 24 }));
    expect(build).toMatchObject({
      state: 'stopped',
      stateReason: expect.stringContaining('of 24 calls'),
      limits,
    });
    expect(build.progress.scenariosDone).toBeLessThan(3);
    await jobs.resume({ owner: 'anna' }, build.id, { maxCalls: 1000, maxCostUsd: undefined });
    expect(await ended(build)).toMatchObject({ state: 'succeeded', progress: { scenariosDone: 3 } });
    expect(planner.searched).toHaveLength(3);
  });

  it('is deleted with what became of its scenarios', async () => {
    const build = await ended(await create());
    await jobs.delete({ owner: 'anna' }, build.id);
    for (const table of ['library_build', 'library_build_scenario']) {
      const { rows } = await database.pool.query(`SELECT FROM benchmark.${table} WHERE job = $1`, [build.id]);
      expect(rows).toEqual([]);
    }
  });
});

describe('CreateLibraryBuild', () => {
  it('refuses what the planner refuses, before it looks at scenarios', async () => {
    planner.script = () => {
      throw new RookeryError('INVALID_ARGUMENT', 'options.planner: is x');
    };
    await expect(create({ dataSet: 'dataSets/none' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses a data set that is missing or of another key, and a filter that nothing matches', async () => {
    const missing = { code: 'NOT_FOUND', message: 'dataSets/none: not found' };
    await expect(create({ dataSet: 'dataSets/none' })).rejects.toMatchObject(missing);
    const hidden = { code: 'NOT_FOUND', message: 'dataSets/sleepers: not found' };
    await expect(create({}, BEN)).rejects.toMatchObject(hidden);
    const nothing = { code: 'FAILED_PRECONDITION', reason: 'NO_SCENARIO_MATCHES' };
    await expect(create({ dataSet: '' }, BEN)).rejects.toMatchObject(nothing);
  });

  it('makes one build under one request id of a key, and refuses the id for another build', async () => {
    const build = await create({ limit: 1 }, ANNA, 'once');
    expect((await create({ limit: 1 }, ANNA, 'once')).id).toBe(build.id);
    await expect(create({ limit: 2 }, ANNA, 'once')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
    });
    expect((await create({ limit: 1 }, OPERATOR, 'once')).id).not.toBe(build.id);
    await ended(build);
  });
});
