import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { setTimeout as wait } from 'node:timers/promises';
import { BuildStore } from './build-store.ts';
import { findPaths } from './find-paths.ts';
import { migratePlanner } from './migrations.ts';
import { openBuildJobs, type BuildJobs } from './build-jobs.ts';
import { PathIndex } from './path-index.ts';
import { PathStore } from './path-store.ts';
import { watchBuild } from './watch-build.ts';
import { type Build, type BuildLimits } from './build.ts';
import { PATH } from './testing/path.ts';

const { signal } = new AbortController();
let database: Database;
let paths: PathStore;
let builds: BuildStore;

beforeAll(async () => {
  database = await testDatabase();
  await migratePlanner(database);
  paths = new PathStore(database);
  builds = new BuildStore(database);
});
afterAll(() => database.close());

describe('PathStore', () => {
  it('gives a path back as it was stored', async () => {
    const stored = await paths.store('whole', PATH, undefined);
    expect(await paths.get('whole', stored.id)).toEqual(stored);
    expect(stored).toMatchObject({ ...PATH, library: 'whole' });
  });

  it('stores once under one effect', async () => {
    const effect = 'plan/once';
    const [first, second] = await Promise.all([
      paths.store('once', PATH, effect),
      paths.store('once', { ...PATH, seed: 1 }, effect),
    ]);
    expect(second.id).toBe(first.id);
    expect((await paths.list('once', 10, '')).paths).toHaveLength(1);
  });

  it('lists pages, newest first, that do not shift when paths are added', async () => {
    for (let seed = 0; seed < 5; seed += 1) await paths.store('pages', { ...PATH, seed }, undefined);
    const first = await paths.list('pages', 2, '');
    await paths.store('pages', { ...PATH, seed: 99 }, undefined);
    const second = await paths.list('pages', 2, first.nextPageToken);
    const third = await paths.list('pages', 2, second.nextPageToken);
    expect([first, second, third].flatMap((page) => page.paths.map(({ seed }) => seed))).toEqual([
      4, 3, 2, 1, 0,
    ]);
    expect(third.nextPageToken).toBe('');
  });

  it('refuses what is not there', async () => {
    await expect(paths.get('whole', 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(paths.list('nowhere', 10, '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(paths.list(undefined, 10, 'x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('findPaths', () => {
  it('follows what any process inserts and ranks by similarity and value', async () => {
    const index = new PathIndex(database, lexicalEmbedder(), silentLog);
    const find = (limit = 5) =>
      findPaths(paths, index, { library: 'found', query: 'May I train daily?', limit }, signal);
    await paths.ensureLibrary('found');
    expect(await find()).toEqual([]);
    const low = await paths.store('found', PATH, undefined);
    await paths.store('found', { ...PATH, query: 'Debts and rent' }, undefined);
    expect((await find(1)).map(({ path }) => path.id)).toEqual([low.id]);
    const steps = [{ attribute: 'age' as const, value: 4.5, visits: 9 }];
    const high = await paths.store('found', { ...PATH, steps }, undefined);
    const found = await find(2);
    expect(found.map(({ path }) => path.id)).toEqual([high.id, low.id]);
    expect(found[0]?.similarity).toBe(found[1]?.similarity);
    expect(await find(1)).toHaveLength(1);
  });

  it('reads the library anew when something was removed', async () => {
    const index = new PathIndex(database, lexicalEmbedder(), silentLog);
    const gone = await paths.store('shrinks', PATH, undefined);
    const stays = await paths.store('shrinks', PATH, undefined);
    const find = () =>
      findPaths(paths, index, { library: 'shrinks', query: 'May I train?', limit: 5 }, signal);
    expect(await find()).toHaveLength(2);
    await database.pool.query('DELETE FROM planner.path WHERE id = $1', [gone.id]);
    expect((await find()).map(({ path }) => path.id)).toEqual([stays.id]);
  });

  it('refuses a library that is not there', async () => {
    const wanted = { library: 'nowhere', query: 'q', limit: 5 };
    await expect(
      findPaths(paths, new PathIndex(database, lexicalEmbedder(), silentLog), wanted, signal),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('builds', () => {
  const USAGE = { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5 };
  let jobs: BuildJobs;
  const planned: { readonly build: string; readonly scenario: string }[] = [];
  // Builds of other tests may still be at work.
  const plannedIn = (id: string) =>
    planned.flatMap(({ build, scenario }) => (build === id ? [scenario] : [])).toSorted();
  let plan: (build: Build, scenario: string, signal: AbortSignal) => Promise<void> = async () => undefined;

  beforeAll(async () => {
    jobs = await openBuildJobs(database, builds, silentLog);
    await paths.ensureLibrary('built');
    await jobs.work(async (build, scenario, signal) => {
      await plan(build, scenario, signal);
      planned.push({ build: build.id, scenario });
      return { state: 'done', usage: USAGE };
    }, 3);
  });
  afterAll(() => jobs.stop());

  const NO_LIMITS = { maxCalls: undefined, maxCostUsd: undefined };
  const create = (requestId: string, scenarios: string[], limits: BuildLimits = NO_LIMITS) =>
    jobs.create({ requestId, library: 'built', spec: { limit: 3 }, scenarios, limits });

  async function watched(id: string): Promise<Build[]> {
    const seen: Build[] = [];
    for await (const build of watchBuild(builds, id, new AbortController().signal)) seen.push(build);
    return seen;
  }

  it('plans every scenario once and is watched to its end', async () => {
    const { id } = await create('r1', ['a', 'b', 'c', 'd']);
    const seen = await watched(id);
    expect(seen.at(-1)).toMatchObject({
      state: 'succeeded',
      spec: { limit: 3 },
      scenariosTotal: 4,
      scenariosDone: 4,
      usage: { calls: 8, inputTokens: 40, outputTokens: 20, costUsd: 2 },
    });
    expect(plannedIn(id)).toEqual(['a', 'b', 'c', 'd']);
    expect(seen.at(-1)?.endedAt).toBeInstanceOf(Date);
  });

  it('makes one build of one request id', async () => {
    const [one, two] = await Promise.all([create('r2', ['a']), create('r2', ['a'])]);
    expect(two.id).toBe(one.id);
    expect((await create('', ['a'])).id).not.toBe((await create('', ['a'])).id);
  });

  it('tries again what may pass, and counts what will not', async () => {
    let outages = 2;
    plan = async (_, scenario) => {
      if (scenario === 'b') throw new RookeryError('NOT_FOUND', 'gone');
      if (scenario === 'a' && (outages -= 1) >= 0) throw new RookeryError('UNAVAILABLE', 'down');
    };
    const { id } = await create('', ['a', 'b']);
    const end = (await watched(id)).at(-1);
    expect(end).toMatchObject({ state: 'succeeded', scenariosDone: 1, scenariosFailed: 1 });
    expect(outages).toBeLessThan(0);
  });

  it('has failed when nothing could be planned, and says why', async () => {
    plan = () => Promise.reject(new RookeryError('NOT_FOUND', 'secret words'));
    const end = (await watched((await create('', ['a', 'b'])).id)).at(-1);
    expect(end).toMatchObject({ state: 'failed', stateReason: 'no scenario could be planned: NOT_FOUND' });
  });

  it('goes on with what failed, once that is asked for', async () => {
    let broken = true;
    plan = async (_, scenario) => {
      if (broken && scenario === 'b') throw new RookeryError('NOT_FOUND', 'gone');
    };
    const { id } = await create('', ['a', 'b']);
    expect((await watched(id)).at(-1)).toMatchObject({ scenariosDone: 1, scenariosFailed: 1 });
    broken = false;
    await jobs.resume(id, NO_LIMITS);
    const end = (await watched(id)).at(-1);
    expect(end).toMatchObject({ state: 'succeeded', scenariosDone: 2, scenariosFailed: 0 });
    expect(plannedIn(id)).toEqual(['a', 'b']);
    await expect(jobs.resume(id, NO_LIMITS)).rejects.toMatchObject({ reason: 'NOTHING_LEFT' });
    expect(await builds.get(id)).toMatchObject({ state: 'succeeded' });
    await expect(jobs.resume('nothing', NO_LIMITS)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['calls', { maxCalls: 4, maxCostUsd: undefined }, '4 calls'],
    ['money', { maxCalls: undefined, maxCostUsd: 1 }, 'US dollars'],
  ])('stops at its limit of %s, and goes on when that is raised', async (_, limits, words) => {
    plan = async () => undefined;
    const { id } = await create(
      '',
      Array.from({ length: 12 }, (__, number) => `s${number}`),
      limits,
    );
    const stopped = (await watched(id)).at(-1);
    expect(stopped).toMatchObject({ state: 'stopped', stateReason: expect.stringContaining(words), limits });
    // Two calls each, three at once: what is under way is finished.
    expect(stopped?.scenariosDone).toBeLessThan(6);
    await jobs.resume(id, { maxCalls: 1000, maxCostUsd: 1000 });
    expect((await watched(id)).at(-1)).toMatchObject({ state: 'succeeded', scenariosDone: 12 });
  });

  it('stops what is in flight when it is cancelled', async () => {
    const aborted = Promise.withResolvers<boolean>();
    const begun = Promise.withResolvers<void>();
    plan = async (_, __, signal) => {
      signal.addEventListener('abort', () => {
        aborted.resolve(true);
      });
      begun.resolve();
      await wait(3_600_000, undefined, { signal });
    };
    const { id } = await create('', ['a']);
    await begun.promise;
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(await aborted.promise).toBe(true);
    expect(await watched(id)).toMatchObject([{ state: 'cancelled', scenariosDone: 0 }]);
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
    await expect(jobs.cancel('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
