import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { type Embedder } from '@rookery/shared-embedding';
import type { Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { setTimeout as pause } from 'node:timers/promises';
import { PLATFORM } from '@rookery/shared-runtime';
import { findPaths } from './find-paths.ts';
import { LibraryStore } from './library-store.ts';
import { migratePlanner } from './migrations.ts';
import { PathIndex } from './path-index.ts';
import { PathStore } from './path-store.ts';
import { PATH } from './testing/path.ts';

const { signal } = new AbortController();

/** The lexical embedder under a name, with a count of the texts it was given. */
function counting(name = 'lexical-v1'): Embedder & { texts: number; away: boolean } {
  const inner = lexicalEmbedder();
  return {
    name,
    dimensions: inner.dimensions,
    texts: 0,
    away: false,
    async embed(texts, stop) {
      if (this.away) throw new RookeryError('UNAVAILABLE', 'away');
      const made = await inner.embed(texts, stop);
      this.texts += texts.length;
      return made;
    },
    close: () => inner.close(),
  };
}

describe('PathIndex', () => {
  let database: Database;
  const open: PathIndex[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    await migratePlanner(database);
  });
  afterEach(async () => {
    for (const index of open.splice(0)) await index.close();
  });
  afterAll(() => database.close());

  const indexWith = (embedder: Embedder): PathIndex => {
    const index = new PathIndex(database, embedder, silentLog);
    open.push(index);
    return index;
  };
  const storeIn = async (library: string, queries: readonly string[], paths = new PathStore(database)) => {
    for (const query of queries) await paths.store(library, { ...PATH, query }, { caller: PLATFORM });
  };
  const vectors = async (library: string): Promise<number> => {
    const { rows } = await database.pool.query<{ count: string }>(
      'SELECT count(*) FROM planner.path_vector v JOIN planner.path p ON p.id = v.path WHERE p.library = $1',
      [library],
    );
    return Number(rows[0]?.count);
  };

  it('embeds every path once, whichever process asks', async () => {
    const first = counting();
    await storeIn('once', ['rent is due', 'knee hurts', 'exam tomorrow']);
    const found = await indexWith(first).nearest('once', 'my knee hurts', 1, signal);
    expect(first.texts).toBe(4);
    const second = counting();
    expect(await indexWith(second).nearest('once', 'my knee hurts', 1, signal)).toEqual(found);
    expect(second.texts).toBe(1);
  });

  it('gives paths their vectors as they are stored', async () => {
    const index = indexWith(counting());
    const paths = new PathStore(database, (path) => {
      index.follow(path);
    });
    await storeIn('followed', ['a', 'b', 'c'], paths);
    while ((await vectors('followed')) < 3) await pause(5);
  });

  it('makes up for what could not be embedded when it was stored', async () => {
    const embedder = counting();
    const index = indexWith(embedder);
    embedder.away = true;
    const paths = new PathStore(database, (path) => {
      index.follow(path);
    });
    await storeIn('late', ['rent is due'], paths);
    await expect(index.nearest('late', 'rent', 1, signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    embedder.away = false;
    expect(await index.nearest('late', 'rent', 1, signal)).toHaveLength(1);
  });

  it('is the same for many at once, while paths come in and go', async () => {
    const index = indexWith(counting());
    await storeIn('busy', ['first']);
    const finds = Array.from({ length: 20 }, (_, round) =>
      (async () => {
        if (round % 4 === 1) await storeIn('busy', [`number ${round}`]);
        if (round === 10) await database.pool.query(`DELETE FROM planner.path WHERE query = 'number 5'`);
        return index.nearest('busy', 'number', 100, signal);
      })(),
    );
    for (const found of await Promise.all(finds)) {
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    }
    const { rows } = await database.pool.query(`SELECT id FROM planner.path WHERE library = 'busy'`);
    expect(await index.nearest('busy', 'number', 100, signal)).toHaveLength(rows.length);
  });

  it('refuses a library of another embedder until it is made anew', async () => {
    await storeIn('mixed', ['rent is due', 'knee hurts']);
    const old = indexWith(counting('old-embedder'));
    await old.nearest('mixed', 'rent', 1, signal);
    const index = indexWith(counting());
    const find = () =>
      findPaths(
        { libraries: new LibraryStore(database), paths: new PathStore(database), index },
        { reader: 'everyone', library: 'mixed', query: 'rent', limit: 1 },
        signal,
      );
    await expect(find()).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'EMBEDDER_MISMATCH',
      metadata: { made_with: 'old-embedder', service: 'lexical-v1' },
    });
    await expect(index.checkEmbedder('mixed')).rejects.toThrow('rookery library reindex mixed');

    await index.adopt('mixed');
    expect(await find()).toHaveLength(1);
    expect(await vectors('mixed')).toBe(2);
    await index.checkEmbedder('mixed');
    await expect(old.nearest('mixed', 'rent', 1, signal)).rejects.toMatchObject({
      reason: 'EMBEDDER_MISMATCH',
    });
    await expect(index.adopt('nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps what a call that gave up has embedded', async () => {
    const embedder = counting();
    await storeIn(
      'long',
      Array.from({ length: 300 }, (_, number) => `query ${number}`),
    );
    const stopping = new AbortController();
    const inner = embedder.embed.bind(embedder);
    embedder.embed = async (texts, stop) => {
      const made = await inner(texts, stop);
      if (embedder.texts >= 256) stopping.abort(new Error('enough'));
      return made;
    };
    const index = indexWith(embedder);
    await expect(index.nearest('long', 'query', 1, stopping.signal)).rejects.toThrow('enough');
    expect(await vectors('long')).toBe(256);
    embedder.embed = inner;
    expect(await index.nearest('long', 'query', 400, signal)).toHaveLength(300);
    expect(embedder.texts).toBe(301);
  });
});
