import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { PLATFORM } from '@rookery/shared-runtime';
import { PathContents } from './contents/path-contents.ts';
import { exportLibrary, importLibrary } from './library-transfer.ts';
import { findPaths } from './find-paths.ts';
import { LibraryStore } from './library-store.ts';
import { migratePlanner } from './migrations.ts';
import { PathIndex } from './path-index.ts';
import { PathStore } from './path-store.ts';
import { PATH } from './testing/path.ts';

const { signal } = new AbortController();
const HERE = 'lexical-v1';

describe('a library as a file', () => {
  let database: Database;
  let contents: PathContents;
  let paths: PathStore;
  let index: PathIndex;
  let lines: string[];

  beforeAll(async () => {
    database = await testDatabase();
    contents = new PathContents(database);
    await migratePlanner(database);
    paths = new PathStore(database);
    index = new PathIndex(database, lexicalEmbedder(), silentLog);
    for (const query of ['rent is due', 'knee hurts', 'exam "tomorrow"\n']) {
      await paths.store('original', { ...PATH, query }, { caller: PLATFORM });
    }
    await index.nearest('original', 'rent', 1, signal);
    lines = await Array.fromAsync(exportLibrary({ database, contents }, 'everyone', 'original', signal));
  });
  afterAll(async () => {
    await index.close();
    await database.close();
  });

  async function* given(some: readonly string[]): AsyncGenerator<string> {
    yield* some;
  }
  const bring = (some: readonly string[], library: string, embedder = HERE) =>
    importLibrary({ database, contents }, given(some), { library, owner: 'anna', embedder }, signal);
  const libraries = async (): Promise<string[]> => {
    const { rows } = await database.pool.query<{ name: string }>('SELECT name FROM planner.library');
    return rows.map(({ name }) => name);
  };

  it('comes back with its paths and vectors, and exports the same lines', async () => {
    expect(await bring(lines, 'copy')).toEqual({ library: 'anna~copy', paths: 3 });
    const again = await Array.fromAsync(
      exportLibrary({ database, contents }, 'everyone', 'anna~copy', signal),
    );
    expect(again.slice(1)).toEqual(lines.slice(1));
    const [found] = await findPaths(
      { libraries: new LibraryStore(database), paths, index },
      { reader: { owner: 'anna' }, library: 'anna~copy', query: 'my knee hurts', limit: 1 },
      signal,
    );
    expect(found?.path).toMatchObject({ ...PATH, query: 'knee hurts', libraryVersion: 0 });
    await expect(bring(lines, 'copy')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      reason: 'NAME_TAKEN',
    });
    // Under the name that it had, which is another tenant's there.
    expect(await bring(lines, '')).toEqual({ library: 'anna~original', paths: 3 });
    await expect(bring(lines, '')).rejects.toThrow('libraries/original');
  });

  it.each<[string, (all: string[]) => string[], string]>([
    ['nothing', () => [], 'is empty'],
    ['a file that was cut short', (all) => all.slice(0, -1), '2 of 3 paths'],
    ['a file with a line too many', (all) => [...all, all[1] ?? ''], '4 of 3 paths'],
    ['a path that was changed', (all) => all.map((line) => line.replace('rent is', 'rent was')), 'SHA-256'],
    ['half a line', (all) => [...all.slice(0, 2), (all[2] ?? '').slice(0, 40)], 'line 3: is not JSON'],
    ['another file', () => ['{"rows": []}'], 'line 1: '],
    [
      'a wrong value',
      (all) => all.map((line) => line.replace('"domain":"health"', '"domain":"x"')),
      'domain',
    ],
  ])('refuses %s and makes no library', async (_, change, words) => {
    const failure: unknown = await bring(change(lines), 'broken').catch((error: unknown) => error);
    expect(String(failure)).toContain(words);
    expect(String(failure)).not.toMatch(/rent|knee/);
    expect(await libraries()).not.toContain('broken');
  });

  it('refuses the vectors of another embedder', async () => {
    await expect(bring(lines, 'other', 'all-minilm-l6-v2-int8')).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'EMBEDDER_MISMATCH',
    });
    expect(await libraries()).not.toContain('other');
  });

  it.each([
    ['is not there', 'everyone' as const, 'nowhere'],
    ["is another owner's", { owner: 'bob' }, 'original'],
  ])('is refused for a library that %s', async (_, reader, library) => {
    await expect(exportLibrary({ database, contents }, reader, library, signal).next()).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
  });
});
