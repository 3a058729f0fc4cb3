import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { PLATFORM } from '@rookery/shared-runtime';
import { findPaths, type FoundPath } from './find-paths.ts';
import { LibraryStore } from './library-store.ts';
import { migratePlanner } from './migrations.ts';
import { PathIndex } from './path-index.ts';
import { PathStore } from './path-store.ts';
import { PATH } from './testing/path.ts';

const { signal } = new AbortController();
let database: Database;
let paths: PathStore;
let libraries: LibraryStore;

beforeAll(async () => {
  database = await testDatabase();
  await migratePlanner(database);
  paths = new PathStore(database);
  libraries = new LibraryStore(database);
});
afterAll(() => database.close());

const ANNA = { name: 'anna', operator: false };
const BOB = { name: 'bob', operator: false };
const FIRST = { pageSize: 0, pageToken: '' };

function found(index: PathIndex, library: string, query: string, limit: number): Promise<FoundPath[]> {
  return findPaths({ libraries, paths, index }, { reader: 'everyone', library, query, limit }, signal);
}

describe('PathStore', () => {
  it('gives a path back as it was stored', async () => {
    const stored = await paths.store('whole', PATH, { caller: PLATFORM });
    expect(await paths.get('everyone', 'whole', stored.id)).toEqual(stored);
    expect(stored).toMatchObject({ ...PATH, library: 'whole' });
  });

  it('reads what was stored before unpriced calls were counted', async () => {
    const { id, usage } = await paths.store('before', PATH, { caller: PLATFORM });
    await database.pool.query("UPDATE planner.path SET usage = usage - 'unpricedCalls' WHERE id = $1", [id]);
    expect((await paths.get('everyone', 'before', id)).usage).toEqual({ ...usage, unpricedCalls: 0 });
  });

  it('stores once for one request', async () => {
    const origin = { caller: PLATFORM, request: { owner: '', id: 'once', digest: 'd' } };
    const [first, second] = await Promise.all([
      paths.store('once', PATH, origin),
      paths.store('once', { ...PATH, seed: 1 }, origin),
    ]);
    expect(second.id).toBe(first.id);
    expect(await paths.earlier(origin.request)).toEqual(first);
    expect((await paths.list('everyone', 'once', FIRST)).items).toHaveLength(1);
  });

  it('refuses the id of another request, and keeps ids of owners apart', async () => {
    const request = { owner: 'anna', id: 'mine', digest: 'd' };
    const stored = await paths.store('hers', PATH, { caller: ANNA, request });
    const other = { ...request, digest: 'e' };
    const refusal = {
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
      violations: [{ field: 'request_id', description: expect.any(String) }],
    };
    await expect(paths.earlier(other)).rejects.toMatchObject(refusal);
    await expect(paths.store('hers', PATH, { caller: ANNA, request: other })).rejects.toMatchObject(refusal);
    expect(await paths.earlier({ ...request, owner: 'bob' })).toBeUndefined();
    const his = await paths.store('his', PATH, { caller: BOB, request: { ...request, owner: 'bob' } });
    expect(his.id).not.toBe(stored.id);
  });

  it('lists pages, newest first, that do not shift when paths are added', async () => {
    for (let seed = 0; seed < 5; seed += 1)
      await paths.store('pages', { ...PATH, seed }, { caller: PLATFORM });
    const first = await paths.list('everyone', 'pages', { pageSize: 2, pageToken: '' });
    await paths.store('pages', { ...PATH, seed: 99 }, { caller: PLATFORM });
    const second = await paths.list('everyone', 'pages', { pageSize: 2, pageToken: first.nextPageToken });
    const third = await paths.list('everyone', 'pages', { pageSize: 2, pageToken: second.nextPageToken });
    expect([first, second, third].flatMap((page) => page.items.map(({ seed }) => seed))).toEqual([
      4, 3, 2, 1, 0,
    ]);
    expect(third.nextPageToken).toBe('');
  });

  it('refuses what is not there', async () => {
    await expect(paths.get('everyone', 'whole', 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(paths.list('everyone', 'nowhere', FIRST)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(paths.list('everyone', undefined, { ...FIRST, pageToken: 'x' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('findPaths', () => {
  it('follows what any process inserts and ranks by similarity and value', async () => {
    const index = new PathIndex(database, lexicalEmbedder(), silentLog);
    const find = (limit = 5) => found(index, 'found', 'May I train daily?', limit);
    await libraries.create('found', '');
    expect(await find()).toEqual([]);
    const low = await paths.store('found', PATH, { caller: PLATFORM });
    await paths.store('found', { ...PATH, query: 'Debts and rent' }, { caller: PLATFORM });
    expect((await find(1)).map(({ path }) => path.id)).toEqual([low.id]);
    const steps = [{ attribute: 'age' as const, value: 4.5, visits: 9 }];
    const high = await paths.store('found', { ...PATH, steps }, { caller: PLATFORM });
    const two = await find(2);
    expect(two.map(({ path }) => path.id)).toEqual([high.id, low.id]);
    expect(two[0]?.similarity).toBe(two[1]?.similarity);
    expect(await find(1)).toHaveLength(1);
  });

  it('reads the library anew when something was removed', async () => {
    const index = new PathIndex(database, lexicalEmbedder(), silentLog);
    const gone = await paths.store('shrinks', PATH, { caller: PLATFORM });
    const stays = await paths.store('shrinks', PATH, { caller: PLATFORM });
    const find = () => found(index, 'shrinks', 'May I train?', 5);
    expect(await find()).toHaveLength(2);
    await paths.delete('everyone', 'shrinks', gone.id);
    expect((await find()).map(({ path }) => path.id)).toEqual([stays.id]);
  });

  it('refuses a library that is not there', async () => {
    const index = new PathIndex(database, lexicalEmbedder(), silentLog);
    await expect(found(index, 'nowhere', 'q', 5)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a library', () => {
  const NOT_FOUND = { code: 'NOT_FOUND' };

  it('belongs to who made it: to others it is not there, and operators see it', async () => {
    await libraries.create('annas', 'anna');
    const { id } = await paths.store('annas', PATH, { caller: ANNA });
    const bob = { owner: 'bob' };
    await expect(libraries.get(bob, 'annas')).rejects.toMatchObject(NOT_FOUND);
    await expect(libraries.check(bob, 'annas')).rejects.toMatchObject(NOT_FOUND);
    await expect(libraries.delete(bob, 'annas')).rejects.toMatchObject(NOT_FOUND);
    await expect(paths.get(bob, 'annas', id)).rejects.toMatchObject(NOT_FOUND);
    await expect(paths.list(bob, 'annas', FIRST)).rejects.toMatchObject(NOT_FOUND);
    await expect(paths.delete(bob, 'annas', id)).rejects.toMatchObject(NOT_FOUND);
    const refusal = (name: string) => libraries.get(bob, name).catch((caught: Error) => caught.message);
    expect(await refusal('annas')).toBe('library libraries/annas: not found');
    expect(await refusal('nowhere')).toBe('library libraries/nowhere: not found');
    expect((await libraries.list(bob, FIRST)).items.map(({ owner }) => owner)).not.toContain('anna');
    expect((await paths.list(bob, undefined, FIRST)).items.map(({ library }) => library)).not.toContain(
      'annas',
    );
    expect(await libraries.get('everyone', 'annas')).toMatchObject({ owner: 'anna', paths: 1 });
    expect((await paths.get({ owner: 'anna' }, 'annas', id)).id).toBe(id);
  });

  it('has a name that nobody else can take or store under', async () => {
    const taken = { code: 'ALREADY_EXISTS', reason: 'NAME_TAKEN' };
    await paths.store('taken', PATH, { caller: ANNA });
    for (const owner of ['anna', 'bob']) {
      await expect(libraries.create('taken', owner)).rejects.toMatchObject(taken);
    }
    await expect(paths.store('taken', PATH, { caller: BOB })).rejects.toMatchObject(taken);
    await expect(libraries.checkFree('taken', BOB)).rejects.toMatchObject(taken);
    await libraries.checkFree('taken', ANNA);
    await libraries.checkFree('taken', PLATFORM);
    await libraries.checkFree('untaken', BOB);
    await paths.store('taken', PATH, { caller: PLATFORM });
    expect(await libraries.get('everyone', 'taken')).toMatchObject({ owner: 'anna', paths: 2 });
  });

  it('is erased with all that belongs to it, and a new one of its name finds nothing of it', async () => {
    const index = new PathIndex(database, lexicalEmbedder(), silentLog);
    await libraries.create('erased', 'anna');
    for (const seed of [1, 2]) await paths.store('erased', { ...PATH, seed }, { caller: ANNA });
    expect(await found(index, 'erased', 'May I train?', 5)).toHaveLength(2);
    await libraries.delete({ owner: 'anna' }, 'erased');
    for (const table of ['path', 'library_fit']) {
      const { rowCount } = await database.pool.query(`SELECT FROM planner.${table} WHERE library = 'erased'`);
      expect(rowCount).toBe(0);
    }
    const { rowCount: vectors } = await database.pool.query(
      'SELECT FROM planner.path_vector WHERE path NOT IN (SELECT id FROM planner.path)',
    );
    expect(vectors).toBe(0);
    await expect(libraries.delete({ owner: 'anna' }, 'erased')).rejects.toMatchObject(NOT_FOUND);
    // As many paths as the old one had: an index that counts them must not take it for the same library.
    for (const seed of [1, 2]) await paths.store('erased', { ...PATH, seed, query: 'rent' }, { caller: BOB });
    const again = await found(index, 'erased', 'May I train?', 5);
    expect(again.map(({ path }) => path.query)).toEqual(['rent', 'rent']);
  });
});
