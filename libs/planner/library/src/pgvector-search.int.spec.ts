import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { lexicalEmbedder } from '@rookery/planner-embedding';
import { type Embedder } from '@rookery/shared-embedding';
import { openDatabase, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { Holding, queryDigest } from '@rookery/shared-holding';
import { KeyRing, KeyUpkeep, Sealing } from '@rookery/shared-sealing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLATFORM } from '@rookery/shared-runtime';
import { LibraryStore } from './library-store.ts';
import { PathContents } from './contents/path-contents.ts';
import { sealedPaths } from './contents/sealed-paths.ts';
import { exportLibrary, importLibrary } from './library-transfer.ts';
import { migratePlanner } from './migrations.ts';
import { openPgvector, type VECTOR_SEARCHES } from './open-pgvector.ts';
import { PathIndex } from './path-index.ts';
import { PathStore } from './path-store.ts';
import { pgvectorPlace, plannerPlaces } from './places.ts';
import { PATH } from './testing/path.ts';

const { signal } = new AbortController();

// A PostgreSQL with pgvector, and a user who may make databases, roles and extensions.
const server = process.env['ROOKERY_TEST_PGVECTOR_URL'];

const THINGS = ['rent', 'knee', 'exam', 'visa', 'loan', 'flat', 'boss', 'sleep', 'diet', 'tax'];
const QUERIES = THINGS.flatMap((thing, place) =>
  THINGS.map((other, number) => `my ${thing} and the ${other} again, time ${place * 10 + number}`),
);

function lexicalAs(name: string): Embedder {
  return { ...lexicalEmbedder(), name };
}

describe('a database without pgvector', () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
    await migratePlanner(database);
  });
  afterAll(() => database.close());

  it('is searched in memory, and a deployment that wants pgvector is told why not', async () => {
    const said: object[] = [];
    const log = { info: (fields: object) => void said.push(fields) };
    expect(await openPgvector(database, 'auto', log)).toBeUndefined();
    expect(said).toEqual([{ reason: 'PGVECTOR_NOT_AVAILABLE' }]);
    await expect(openPgvector(database, 'pgvector', log)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'PGVECTOR_NOT_AVAILABLE',
    });
    expect(await openPgvector(database, 'memory', log)).toBeUndefined();
  });
});

(server === undefined ? describe.skip : describe)(
  'a database with pgvector (needs ROOKERY_TEST_PGVECTOR_URL)',
  () => {
    const name = `test_pgvector_${randomBytes(6).toString('hex')}`;
    let admin: Database;
    let database: Database;
    const open: PathIndex[] = [];

    const connect = (change: (url: URL) => void): Promise<Database> => {
      const url = new URL(server ?? '');
      change(url);
      return openDatabase({ databaseUrl: url.href, dataFolder: '', service: 'test', log: silentLog });
    };

    beforeAll(async () => {
      admin = await connect(() => undefined);
      await admin.pool.query(`CREATE DATABASE ${name}`);
      database = await connect((url) => (url.pathname = `/${name}`));
      await migratePlanner(database);
    });
    afterEach(async () => {
      for (const index of open.splice(0)) await index.close();
    });
    afterAll(async () => {
      await database.close();
      await admin.pool.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.close();
    });

    const indexWith = (
      inDatabase: Awaited<ReturnType<typeof openPgvector>>,
      embedder: Embedder = lexicalEmbedder(),
    ): PathIndex => {
      const index = new PathIndex(database, embedder, silentLog, { inDatabase });
      open.push(index);
      return index;
    };
    const opened = async (choice: (typeof VECTOR_SEARCHES)[number] = 'pgvector') => {
      const found = await openPgvector(database, choice, silentLog);
      if (found === undefined) throw new Error('the server has no pgvector');
      return found;
    };
    const store = async (library: string, queries: readonly string[]): Promise<void> => {
      const paths = new PathStore(database);
      for (const query of queries) await paths.store(library, { ...PATH, query }, { caller: PLATFORM });
    };
    const copies = async (library: string): Promise<number> => {
      const { rows } = await database.pool.query<{ count: string }>(
        'SELECT count(*) FROM planner.path_pgvector WHERE library = $1',
        [library],
      );
      return Number(rows[0]?.count);
    };
    /** Both find the same; neighbours that are alike but for rounding may change places. */
    const expectSame = async (library: string, inDatabase: PathIndex, inMemory: PathIndex): Promise<void> => {
      for (const query of ['my rent', 'exam and visa, time 23', 'nothing like it']) {
        const expected = await inMemory.nearest(library, query, 10, signal);
        const found = await inDatabase.nearest(library, query, 10, signal);
        expect(found).toHaveLength(expected.length);
        const worst = expected.at(-1)?.similarity ?? 0;
        const ids = new Set(found.map(({ id }) => id));
        expected.forEach(({ id, similarity }, place) => {
          expect(found[place]?.similarity).toBeCloseTo(similarity, 5);
          if (similarity > worst + 1e-5) expect(ids).toContain(id);
        });
      }
    };

    it('is prepared by many replicas at once, and says why it cannot be', async () => {
      const role = `${name}_guest`;
      const password = randomBytes(12).toString('hex');
      await admin.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
      const guest = await connect((url) => {
        url.pathname = `/${name}`;
        url.username = role;
        url.password = password;
      });
      try {
        const said: object[] = [];
        const log = { info: (fields: object) => void said.push(fields) };
        expect(await openPgvector(guest, 'auto', log)).toBeUndefined();
        expect(said).toEqual([{ reason: 'PGVECTOR_NOT_ALLOWED' }]);
      } finally {
        await guest.close();
        await admin.pool.query(`DROP ROLE ${role}`);
      }
      await Promise.all([opened(), opened('auto'), opened(), opened('auto')]);
    });

    it('finds what is found in memory, and follows what comes and goes', async () => {
      const inDatabase = indexWith(await opened());
      const inMemory = indexWith(undefined);
      await store('same', QUERIES);
      await expectSame('same', inDatabase, inMemory);
      expect(await copies('same')).toBe(QUERIES.length);
      await store('same', ['my rent is late']);
      await expectSame('same', inDatabase, inMemory);
      await database.pool.query(`DELETE FROM planner.path WHERE query LIKE 'my rent and%'`);
      await expectSame('same', inDatabase, inMemory);
      expect(await copies('same')).toBe(QUERIES.length - 9);
      await expectSame('same', indexWith(await opened()), inMemory);
    });

    it('finds nothing in a library without paths', async () => {
      await new LibraryStore(database).create('empty', '');
      expect(await indexWith(await opened()).nearest('empty', 'rent', 5, signal)).toEqual([]);
    });

    it('takes libraries over when they have become large', async () => {
      const { search } = await opened();
      const index = indexWith({ search, beyond: 3 });
      await store('growing', QUERIES.slice(0, 3));
      expect(await index.nearest('growing', 'rent', 9, signal)).toHaveLength(3);
      expect(await copies('growing')).toBe(0);
      await store('growing', QUERIES.slice(3, 5));
      expect(await index.nearest('growing', 'rent', 9, signal)).toHaveLength(5);
      expect(await copies('growing')).toBe(5);
    });

    it('copies more than a page, for many at once', async () => {
      const index = indexWith(await opened());
      await store('busy', ['first']);
      await database.pool.query(
        `INSERT INTO planner.path OVERRIDING SYSTEM VALUE
       SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'busy-' || n, 'query', 'number ' || n, 'sequence', p.sequence + n))).*
         FROM planner.path p, generate_series(1, 2500) n WHERE p.library = 'busy'`,
      );
      await database.pool.query(
        `SELECT setval(pg_get_serial_sequence('planner.path', 'sequence'), (SELECT max(sequence) FROM planner.path))`,
      );
      const others = [index, index, indexWith(await opened())];
      const found = await Promise.all(others.map((one) => one.nearest('busy', 'number 7', 3000, signal)));
      for (const ids of found) expect(new Set(ids.map(({ id }) => id)).size).toBe(2501);
      await expectSame('busy', index, indexWith(undefined));
    });

    it('leaves the vectors of another embedder behind', async () => {
      const pgvector = await opened();
      await store('mixed', QUERIES.slice(0, 4));
      const old = indexWith(pgvector, lexicalAs('old-embedder'));
      await old.nearest('mixed', 'rent', 1, signal);
      expect(await copies('mixed')).toBe(4);
      const index = indexWith(pgvector);
      await expect(index.nearest('mixed', 'rent', 1, signal)).rejects.toMatchObject({
        reason: 'EMBEDDER_MISMATCH',
      });
      await index.adopt('mixed');
      expect(await index.nearest('mixed', 'rent', 9, signal)).toHaveLength(4);
      await expect(old.nearest('mixed', 'rent', 1, signal)).rejects.toMatchObject({
        reason: 'EMBEDDER_MISMATCH',
      });
      expect(await pgvector.search.copy('mixed', 'old-embedder', -1n, signal)).toMatchObject({
        complete: false,
      });
    });

    it('searches a library that came as a file', async () => {
      const index = indexWith(await opened());
      await store('sent', QUERIES.slice(0, 20));
      await index.nearest('sent', 'rent', 1, signal);
      const wanted = { library: 'received', owner: '', embedder: index.name };
      const parts = { database, contents: new PathContents(database) };
      await importLibrary(parts, exportLibrary(parts, 'everyone', 'sent', signal), wanted, signal);
      await expectSame('received', index, indexWith(undefined));
      expect(await copies('received')).toBe(20);
    });

    it('copies sealed vectors so that the extension can read them, and keeps no copy of a person who is erased', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'content-keys-'));
      const ring = await KeyRing.open(folder, 'planner');
      const sealing = await Sealing.open(database, sealedPaths(database), ring);
      const upkeep = new KeyUpkeep(database, sealing, silentLog, Infinity);
      try {
        await upkeep.stop();
        const contents = new PathContents(database, sealing);
        const queries = QUERIES.slice(0, 30).map((query) => `${query}, in zanzibar`);
        // One from before there were keys, and others with a key each.
        await store('sealed', queries.slice(0, 1));
        const { search } = (await openPgvector(database, 'pgvector', silentLog, contents)) ?? {};
        if (search === undefined) throw new Error('the server has no pgvector');
        const inDatabase = new PathIndex(database, lexicalEmbedder(), silentLog, {
          inDatabase: { search, beyond: 0 },
          contents,
        });
        const inMemory = new PathIndex(database, lexicalEmbedder(), silentLog, { contents });
        open.push(inDatabase, inMemory);
        await inDatabase.nearest('sealed', 'rent', 1, signal);
        const paths = new PathStore(database, () => undefined, contents);
        const [theirs = '', ...others] = queries.slice(1);
        for (const query of [theirs, ...others])
          await paths.store('sealed', { ...PATH, query }, { caller: PLATFORM });
        await expectSame('sealed', inDatabase, inMemory);
        await upkeep.replace(signal);
        await expectSame('sealed', inDatabase, inMemory);
        expect(await copies('sealed')).toBe(30);

        const places = [pgvectorPlace(contents), ...plannerPlaces(contents)];
        const afterwards = (): Promise<boolean> => Promise.resolve(true);
        const person = {
          ...{ tenant: undefined, endUser: '', scenarios: [], profiles: [], sessions: [] },
          queries: [queryDigest(theirs)],
        };
        const { places: erased } = await new Holding({ database, places, afterwards }).erase(person);
        expect(erased).toContainEqual({ place: 'planner.path_pgvector', rows: 1, note: '' });
        expect(await copies('sealed')).toBe(29);
        await expectSame('sealed', inDatabase, inMemory);

        // A path that is deleted takes its copy along, and so does one of which an older dump brings the rows back.
        const [gone = '', remains = ''] = (await inDatabase.nearest('sealed', 'rent', 2, signal)).map(
          ({ id }) => id,
        );
        await database.pool.query('DELETE FROM planner.path WHERE id = $1', [gone]);
        await database.pool.query('DELETE FROM planner.content_key WHERE id = $1', [remains]);
        await upkeep.replace(signal);
        expect(await copies('sealed')).toBe(27);
        await expectSame('sealed', inDatabase, inMemory);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('makes all of it again when the extension was dropped, wherever it lies then', async () => {
      await store('again', QUERIES.slice(0, 10));
      await indexWith(await opened()).nearest('again', 'rent', 1, signal);
      await database.pool.query('DROP EXTENSION vector CASCADE');
      await database.pool.query('CREATE SCHEMA IF NOT EXISTS "Else where"');
      await database.pool.query('CREATE EXTENSION vector SCHEMA "Else where"');
      await expectSame('again', indexWith(await opened()), indexWith(undefined));
      expect(await copies('again')).toBe(10);
    });
  },
);
