import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { carryAfter, fitLibrary, restoreLibraryFit, type FinishedSearch } from '@rookery/shared-planner-wasm';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { PLATFORM } from '@rookery/shared-runtime';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { FitStore } from './fit-store.ts';
import { LibraryFitter, type FitterParts } from './library-fitter.ts';
import { LibraryStore } from './library-store.ts';
import { migratePlanner } from './migrations.ts';
import { PathStore } from './path-store.ts';
import type { PlannedPath } from './planned-path.ts';
import { simulatedSearch } from './testing/simulated-search.ts';

const DOMAINS = ['health', 'career', 'life'] as const;
const SUBJECTS = ['sleep', 'debts', 'a divorce', 'school', 'my boss', 'running'];

let database: Database;
let paths: PathStore;
let store: FitStore;
let libraries: LibraryStore;

beforeAll(async () => {
  database = await testDatabase();
  await migratePlanner(database);
  paths = new PathStore(database);
  store = new FitStore(database);
  libraries = new LibraryStore(database);
});
afterAll(() => database.close());

function pathFor(index: number): PlannedPath {
  return {
    query: `What should I do about ${SUBJECTS[index % SUBJECTS.length]}, after ${index} weeks?`,
    domain: DOMAINS[index % DOMAINS.length] ?? 'unknown',
    steps: [{ attribute: 'age', value: 3, visits: 4 }],
    startValue: 2.5,
    known: [],
    stopReason: 'budget',
    plannerFailure: '',
    evaluations: 10,
    unscoredEvaluations: 0,
    planner: 'path-kg',
    parametersJson: '{}',
    seed: index,
    answerModel: 'sim/gpt-4o',
    judgeModel: 'sim/gpt-4o',
    priorModel: 'sim/gpt-4o',
    promptVersions: [],
    usage: { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: 0, unpricedCalls: 0 },
    simulated: true,
    profileKey: 'abc',
    libraryVersion: 0,
  };
}

async function grow(library: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await paths.store(library, pathFor(index), { caller: PLATFORM, learnedFrom: simulatedSearch(index) });
  }
}

async function fitHere(searches: readonly FinishedSearch[]) {
  using fit = fitLibrary(searches);
  return { bytes: fit.save(), report: fit.report() };
}

/** A fitter that is closed, with all it has under way, when the test ends. */
function fitter(parts: Partial<FitterParts> = {}): LibraryFitter & AsyncDisposable {
  const made = new LibraryFitter({
    store,
    embedder: lexicalEmbedder(),
    fit: fitHere,
    log: silentLog,
    ...parts,
  });
  return Object.assign(made, { [Symbol.asyncDispose]: () => made.close() });
}

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await wait(20);
}

const bytesOf = async (library: string, version: number): Promise<Uint8Array | undefined> => {
  const incarnation = (await store.current(library))?.incarnation ?? '';
  return store.bytes(library, { incarnation, version });
};

const versionOf = async (library: string): Promise<number> => (await store.current(library))?.version ?? 0;

describe('a stored path', () => {
  it('leaves what its search found, once however often it is stored, and its carry', async () => {
    const search = simulatedSearch(1);
    const model = (name: string, logEvidence: number) => ({ name, weight: 0.3, logEvidence });
    const modelWeights = [model('library', -3), model('widened', -1), model('handSet', -2)];
    const request = { owner: '', id: randomUUID(), digest: 'd' };
    const origin = { caller: PLATFORM, request, learnedFrom: { ...search, modelWeights } };
    await paths.store('once', pathFor(1), origin);
    await paths.store('once', pathFor(1), origin);
    expect((await libraries.get('everyone', 'once')).carry).toEqual(carryAfter([], modelWeights));
    const [{ path = '' } = {}] = await store.unplaced('once', 'any');
    await store.place(path, 'any', Float32Array.of(0.25, 0.1));
    const [found, ...more] = await store.placed('once', 'any');
    expect(more).toEqual([]);
    expect(found).toMatchObject({ domain: 'career', attributes: 10, depth: 3, known: 0n, forbidden: 0n });
    expect(found?.embedding).toEqual(Float32Array.of(0.25, 0.1));
    const { evaluations, rankings } = search.findings;
    expect(Array.from(found?.subsets ?? [])).toEqual(evaluations.map(({ subset }) => subset));
    expect(Array.from(found?.rewards ?? [])).toEqual(evaluations.map(({ reward }) => reward));
    expect(Array.from(found?.weights ?? [])).toEqual(rankings.flatMap(({ weights }) => weights));
  });

  it('forgets no carry of searches that end at once', async () => {
    const modelWeights = [-3, -2.5, -2.75].map((logEvidence, index) => ({
      name: `${index}`,
      weight: 0.3,
      logEvidence,
    }));
    const ends = Array.from({ length: 8 }, (_, index) =>
      paths.store('at-once', pathFor(index), {
        caller: PLATFORM,
        learnedFrom: { ...simulatedSearch(index), modelWeights },
      }),
    );
    await Promise.all(ends);
    let expected = carryAfter([], modelWeights);
    for (let search = 1; search < ends.length; search += 1) expected = carryAfter(expected, modelWeights);
    expect((await libraries.get('everyone', 'at-once')).carry).toEqual(expected);
  });
});

describe('LibraryFitter', () => {
  it('learns at 20 finished searches, and again when there are 30', async () => {
    await using fits = fitter();
    await grow('grows', 19);
    fits.grown('grows');
    await fits.close();
    expect(await versionOf('grows')).toBe(0);
    expect(await libraries.get('everyone', 'grows')).toMatchObject({ finishedSearches: 19, fit: undefined });

    await using further = fitter();
    await paths.store('grows', pathFor(19), { caller: PLATFORM, learnedFrom: simulatedSearch(19) });
    further.grown('grows');
    await until(async () => (await versionOf('grows')) === 1);
    const { fit } = await libraries.get('everyone', 'grows');
    expect(fit).toMatchObject({ version: 1, finishedSearches: 20, embedder: lexicalEmbedder().name });
    expect(fit?.report.summary).toMatch(/^20 searches/);
    const bytes = await bytesOf('grows', 1);
    using restored = restoreLibraryFit(bytes ?? new Uint8Array());
    expect(restored.report()).toEqual(fit?.report);

    for (let index = 20; index < 30; index += 1) {
      await paths.store('grows', pathFor(index), { caller: PLATFORM, learnedFrom: simulatedSearch(index) });
      further.grown('grows');
    }
    await until(async () => (await versionOf('grows')) === 2);
    expect((await libraries.get('everyone', 'grows')).fit).toMatchObject({ finishedSearches: 30 });
    expect(await bytesOf('grows', 1)).toBeUndefined();
  });

  it('keeps the fit before when one fails or is given up, and does what was due when it is started again', async () => {
    await grow('fails', 20);
    await using first = fitter();
    first.grown('fails');
    await until(async () => (await versionOf('fails')) === 1);
    const before = await bytesOf('fails', 1);
    await grow('fails', 10);
    const said: string[] = [];
    const failing = fitter({
      fit: () => Promise.reject(new Error('no memory')),
      log: { info: () => undefined, warn: (_, message) => void said.push(message) },
    });
    failing.grown('fails');
    await until(async () => Promise.resolve(said.length > 0));
    await failing.close();
    const never = Promise.withResolvers<never>();
    const begun = Promise.withResolvers<void>();
    const slow = fitter({
      fit: (_, signal) => {
        begun.resolve();
        signal.addEventListener('abort', () => {
          never.reject(new Error('given up'));
        });
        return never.promise;
      },
    });
    slow.grown('fails');
    await begun.promise;
    await slow.close(0);
    expect(await versionOf('fails')).toBe(1);
    expect(await bytesOf('fails', 1)).toEqual(before);

    await using again = fitter();
    await again.resume();
    await until(async () => (await versionOf('fails')) === 2);
  });

  it('lets one of two that learn at once win', async () => {
    await grow('both', 20);
    const [one, other] = [fitter(), fitter()];
    one.grown('both');
    other.grown('both');
    await until(async () => (await versionOf('both')) === 1);
    await one.close();
    await other.close();
    expect(await versionOf('both')).toBe(1);
  });

  it('places all searches anew under another embedder, and never mixes two', async () => {
    await grow('moves', 20);
    await using before = fitter();
    before.grown('moves');
    await until(async () => (await versionOf('moves')) === 1);
    const seen: number[] = [];
    const { signal } = new AbortController();
    const inner = lexicalEmbedder();
    const half = {
      name: 'half-as-long',
      embed: async (texts: readonly string[]) =>
        (await inner.embed(texts, signal)).map((vector) => vector.subarray(0, inner.dimensions / 2)),
    };
    await using after = fitter({
      embedder: half,
      fit: (searches) => {
        seen.push(...searches.map(({ embedding }) => embedding.length));
        return fitHere(searches);
      },
    });
    await after.resume();
    await until(async () => (await versionOf('moves')) === 2);
    expect(await store.current('moves')).toMatchObject({ embedder: 'half-as-long' });
    expect(seen.length).toBeGreaterThanOrEqual(20);
    expect(new Set(seen)).toEqual(new Set([inner.dimensions / 2]));
  });

  it('keeps no embedding of anybody: what it learns are sums over 20 searches or more', async () => {
    await grow('sums', 20);
    await using fits = fitter();
    fits.grown('sums');
    await until(async () => (await versionOf('sums')) === 1);
    const bytes = Buffer.from((await bytesOf('sums', 1)) ?? []);
    expect(bytes.length).toBeGreaterThan(1000);
    const placed = await store.placed('sums', lexicalEmbedder().name);
    for (const { embedding } of placed) {
      // Four numbers that are not 0 stand beside each other in every one of them.
      const numbers = Array.from(embedding);
      const at = numbers.findIndex((_, index) => numbers.slice(index, index + 4).every((one) => one !== 0));
      const some = numbers.slice(Math.max(0, at), Math.max(0, at) + 4);
      expect(bytes.includes(Buffer.from(Float64Array.from(some).buffer))).toBe(false);
      expect(bytes.includes(Buffer.from(Float32Array.from(some).buffer))).toBe(false);
    }
    // As an erasure leaves a library: few of its searches are there, and what it had learned is forgotten.
    await database.pool.query(
      `DELETE FROM planner.path WHERE id IN (SELECT id FROM planner.path WHERE library = 'sums' ORDER BY sequence LIMIT 19)`,
    );
    await database.pool.query(
      "UPDATE planner.library_fit SET fit = '', embedder = '' WHERE library = 'sums'",
    );
    fits.grown('sums');
    await fits.close();
    await using later = fitter();
    await later.resume();
    await later.close();
    const { rows } = await database.pool.query(
      "SELECT length(fit) AS length, version FROM planner.library_fit WHERE library = 'sums'",
    );
    expect(rows).toEqual([{ length: 0, version: 1 }]);
  });

  it('makes a fit anew that could not be used', async () => {
    await grow('broken', 20);
    await using fits = fitter();
    fits.grown('broken');
    await until(async () => (await versionOf('broken')) === 1);
    await store.forget('broken', 1);
    fits.grown('broken');
    await until(async () => (await versionOf('broken')) === 2);
    expect(await store.current('broken')).toMatchObject({ embedder: lexicalEmbedder().name });
  });
});

describe('an erased library', () => {
  it('leaves nothing behind, and a fit that was under way is not kept for a new one of its name', async () => {
    await grow('erased', 20);
    const fitting = Promise.withResolvers<void>();
    const erased = Promise.withResolvers<void>();
    await using fits = fitter({
      fit: async (searches) => {
        fitting.resolve();
        await erased.promise;
        return fitHere(searches);
      },
    });
    fits.grown('erased');
    await fitting.promise;
    await libraries.delete('everyone', 'erased');
    const { rows } = await database.pool.query<{ count: string }>(
      `SELECT (SELECT count(*) FROM planner.path WHERE library = 'erased')
            + (SELECT count(*) FROM planner.library_fit WHERE library = 'erased')
            + (SELECT count(*) FROM planner.finished_search AS f WHERE NOT EXISTS (SELECT FROM planner.path WHERE id = f.path)) AS count`,
    );
    expect(rows[0]?.count).toBe('0');
    await libraries.create('erased', 'bob');
    erased.resolve();
    await fits.close();
    expect(await libraries.get({ owner: 'bob' }, 'erased')).toMatchObject({
      paths: 0,
      finishedSearches: 0,
      fit: undefined,
    });
  });
});

describe('LibraryStore', () => {
  it('lists libraries by name, a page at a time', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await libraries.create(name, '');
    const names: string[] = [];
    let pageToken = '';
    do {
      const page = await libraries.list('everyone', { pageSize: 2, pageToken });
      expect(page.items.length).toBeLessThanOrEqual(2);
      names.push(...page.items.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['page-a', 'page-b', 'page-c']));
    await expect(libraries.list('everyone', { pageSize: 2, pageToken: 'nonsense' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(libraries.get('everyone', 'nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
