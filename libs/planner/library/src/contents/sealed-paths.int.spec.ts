import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase, whereIs } from '@rookery/shared-database/testing';
import { Holding, queryDigest } from '@rookery/shared-holding';
import { copyOf, keysAtRest, restore } from '@rookery/shared-sealing/testing';
import { FitStore } from '../fit-store.ts';
import { exportLibrary, importLibrary } from '../library-transfer.ts';
import { migratePlanner } from '../migrations.ts';
import { PathIndex } from '../path-index.ts';
import { PathStore } from '../path-store.ts';
import { plannerPlaces } from '../places.ts';
import { PATH } from '../testing/path.ts';
import { PathContents } from './path-contents.ts';
import { sealedPaths } from './sealed-paths.ts';

const ANNA = { owner: 'anna' };
const CALLER = { name: 'anna', operator: false };
const LIBRARY = 'anna~own';
const [CANARY, OTHER] = ['May I fast in zanzibar?', 'May I swim in timbuktu?'];
const { signal } = new AbortController();

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync(), 60_000);

let database: Database;
let folder: string;
beforeEach(async () => {
  database = await newDatabase();
  folder = await mkdtemp(join(tmpdir(), 'content-keys-'));
}, 60_000);
afterEach(() => rm(folder, { recursive: true, force: true }));

async function newDatabase(): Promise<Database> {
  const made = opened.adopt(await testDatabase(), (open) => open.close());
  await migratePlanner(made);
  return made;
}

/** A process with a ring of its own over the folder of keys; or without one. */
async function processOf(at: Database, keys?: string) {
  const rest = keys === undefined ? undefined : await keysAtRest(at, sealedPaths(at), keys, 'planner');
  const contents = new PathContents(at, rest?.sealing);
  const index = opened.adopt(new PathIndex(at, lexicalEmbedder(), silentLog, { contents }), (open) =>
    open.close(),
  );
  return {
    database: at,
    contents,
    index,
    paths: new PathStore(at, (path) => index.follow(path), contents),
    fits: new FitStore(at, contents),
    replace: () => rest?.upkeep.replace(signal),
    replaceWhatIsDue: () => rest?.upkeep.replaceWhatIsDue(signal),
  };
}
type Process = Awaited<ReturnType<typeof processOf>>;

async function store({ paths }: Process): Promise<string[]> {
  const ids: string[] = [];
  for (const [number, query] of [CANARY, OTHER].entries()) {
    const path = { ...PATH, query, profileKey: `profile of ${query}` };
    const request = { owner: 'anna', id: `r${number}`, digest: 'd' };
    ids.push((await paths.store(LIBRARY, path, { caller: CALLER, request })).id);
  }
  return ids;
}

async function read({ paths, index, fits, database: at, contents }: Process): Promise<unknown> {
  const { items } = await paths.list(ANNA, LIBRARY, { pageSize: 9, pageToken: '' });
  const nearest = await index.nearest(LIBRARY, CANARY, 9, signal);
  const lines = await Array.fromAsync(exportLibrary({ database: at, contents }, ANNA, LIBRARY, signal));
  const placed = await fits.placed(LIBRARY, 'e');
  return { items, nearest, lines, placed, unplaced: await fits.unplaced(LIBRARY, 'another') };
}

/** The columns in which a word stands. */
const columnsOf = (word: string): Promise<string[]> => whereIs(word, database.pool);

/** A finished search with an embedding, as it lies without keys. */
async function addSearch(path: string): Promise<void> {
  await database.pool.query(
    `INSERT INTO planner.finished_search (path, attributes, depth, known, forbidden, states, weights, subsets, rewards, embedder, embedding)
     VALUES ($1, 10, 5, 0, 0, '{}', '{}', '{}', '{}', 'e', '{0.25,0.5,0.75}')`,
    [path],
  );
}

describe('sealed paths', () => {
  it('are read and found as those are that lie plain, and stand in no column', async () => {
    const one = await processOf(database, folder);
    const ids = await store(one);
    const seen = (await read(one)) as { items: object[]; nearest: { id: string }[]; lines: string[] };
    expect(seen.items).toMatchObject([
      { query: OTHER, profileKey: `profile of ${OTHER}` },
      { query: CANARY, profileKey: `profile of ${CANARY}` },
    ]);
    expect(seen.nearest.map(({ id }) => id)).toEqual(ids);
    expect(seen.lines.join('\n')).toContain(CANARY);
    const again = await one.paths.store(
      LIBRARY,
      { ...PATH, query: CANARY },
      { caller: CALLER, request: { owner: 'anna', id: 'r0', digest: 'd' } },
    );
    expect(again).toMatchObject({ id: ids[0], query: CANARY });
    expect(await read(await processOf(database, folder))).toEqual(seen);
    for (const word of ['zanzibar', 'timbuktu']) expect(await columnsOf(word)).toEqual([]);
    const { rows } = await database.pool.query(
      'SELECT (SELECT count(*)::int FROM planner.content_key) AS keys, count(*) FILTER (WHERE is_sealed)::int AS sealed FROM planner.path_vector',
    );
    expect(rows).toEqual([{ keys: 2, sealed: 2 }]);
    const parts = { database, contents: one.contents };
    await importLibrary(
      parts,
      (async function* () {
        yield* seen.lines;
      })(),
      { library: 'copy', owner: 'anna', embedder: one.index.name },
      signal,
    );
    const { items } = await one.paths.list(ANNA, 'anna~copy', { pageSize: 9, pageToken: '' });
    expect(items).toMatchObject([{ query: OTHER }, { query: CANARY }]);
    expect(await columnsOf('zanzibar')).toEqual([]);
  });

  it('from before there were keys say the same when they are sealed, with vectors and embeddings', async () => {
    const plain = await processOf(database);
    const [id = ''] = await store(plain);
    await addSearch(id);
    const before = await read(plain);
    expect((await columnsOf('zanzibar')).toSorted()).toEqual([
      'planner.path.profile_key',
      'planner.path.query',
    ]);
    const process = await processOf(database, folder);
    expect(await read(process)).toEqual(before);
    await process.replaceWhatIsDue();
    expect(await columnsOf('zanzibar')).toEqual([]);
    const { rows } = await database.pool.query(
      'SELECT FROM planner.path_vector LEFT JOIN planner.finished_search USING (path) WHERE NOT is_sealed OR embedding IS NOT NULL',
    );
    expect(rows).toEqual([]);
    expect(await read(process)).toEqual(before);
    expect(await read(await processOf(database, folder))).toEqual(before);
    await process.fits.place(id, 'e', Float32Array.from([1, 2, 3]));
    expect(await process.fits.placed(LIBRARY, 'e')).toMatchObject([
      { embedding: Float32Array.from([1, 2, 3]) },
    ]);
    expect(await process.replace()).toMatchObject({ sealed: 0, rewrapped: 2 });
    await expect(plain.paths.get(ANNA, LIBRARY, id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  it('of an erased person are found by the digest of their query, and read from no older copy', async () => {
    const process = await processOf(database, folder);
    const [id = '', other = ''] = await store(process);
    await read(process);
    const dump = await copyOf(database, 'planner');
    const holding = new Holding({
      database,
      places: plannerPlaces(process.contents),
      afterwards: async () => {
        await process.replaceWhatIsDue();
        return true;
      },
    });
    const person = {
      ...{ tenant: 'anna', endUser: '', scenarios: [], profiles: [], sessions: [] },
      queries: [queryDigest(CANARY)],
    };
    const shown = (await Array.fromAsync(holding.export(person))).map(({ json }) => json).join('\n');
    expect(shown).toContain(CANARY);
    expect(shown).not.toContain(OTHER);
    const { places } = await holding.erase(person);
    expect(places.filter(({ rows }) => rows > 0).map(({ place }) => place)).toEqual([
      'planner.path_vector',
      'planner.path',
    ]);
    const elsewhere = await newDatabase();
    await restore(elsewhere, 'planner', dump);
    const later = await processOf(elsewhere, folder);
    await expect(later.paths.get(ANNA, LIBRARY, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await later.paths.get(ANNA, LIBRARY, other)).toMatchObject({ query: OTHER });
    expect((await later.paths.getMany(LIBRARY, [id, other])).map(({ query }) => query)).toEqual([OTHER]);
    expect(await later.replace()).toMatchObject({ erasedAgain: 1, rewrapped: 1 });
    expect((await later.index.nearest(LIBRARY, CANARY, 9, signal)).map((one) => one.id)).toEqual([other]);
  });
});
