import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExportLibraryResponse, type Path } from '@rookery/shared-contracts';
import type { Caller } from '@rookery/shared-runtime';
import { ANNA, BOB, called, InProcess, OPERATOR } from './testing/in-process.ts';

const NAME = 'libraries/annas';
const FIRST = { pageSize: 0, pageToken: '' };

let service: InProcess;
let path: Path;

beforeAll(async () => {
  service = await InProcess.open();
  path = await planned(ANNA, NAME);
});
afterAll(() => service.close());

async function planned(caller: Caller, library: string): Promise<Path> {
  const event = (await service.plan(caller, { library })).at(-1)?.event;
  if (event?.$case !== 'path') throw new Error('no path came');
  return event.value;
}

/** Every call that names a library or a path. */
const CALLS: Readonly<
  Record<string, (context: Parameters<Parameters<typeof called>[1]>[0]) => Promise<object>>
> = {
  GetLibrary: async (context) => service.libraries.getLibrary({ name: NAME }, context),
  DeleteLibrary: async (context) => service.libraries.deleteLibrary({ name: NAME }, context),
  ListPaths: async (context) => service.libraries.listPaths({ parent: NAME, ...FIRST }, context),
  GetPath: async (context) => service.libraries.getPath({ name: path.name }, context),
  DeletePath: async (context) => service.libraries.deletePath({ name: path.name }, context),
  FindPaths: async (context) =>
    service.libraries.findPaths({ parent: NAME, query: 'sleep', limit: 0 }, context),
  ReindexLibrary: async (context) => service.libraries.reindexLibrary({ name: NAME }, context),
  ExportLibrary: (context) => Array.fromAsync(service.libraries.exportLibrary({ name: NAME }, context)),
};

describe("another key's library", () => {
  it.each(Object.keys(CALLS))(
    'is not there for %s, in the words of a library that is not there',
    async (name) => {
      const call = CALLS[name] ?? (() => Promise.resolve({}));
      const refused = called(BOB, call);
      await expect(refused).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringMatching(/^(library|path) libraries\/annas\S*: not found$/),
      });
      if (!name.startsWith('Delete')) await called(OPERATOR, call);
    },
  );

  it('is in no list of others', async () => {
    const listed = (caller: Caller) =>
      called(caller, async (context) => {
        const { libraries = [] } = await service.libraries.listLibraries(FIRST, context);
        const { paths = [] } = await service.libraries.listPaths(
          { parent: 'libraries/-', ...FIRST },
          context,
        );
        return { libraries: libraries.map(({ name }) => name), paths: paths.map(({ name }) => name) };
      });
    expect(await listed(ANNA)).toEqual({ libraries: [NAME], paths: [path.name] });
    expect(await listed(OPERATOR)).toEqual({ libraries: [NAME], paths: [path.name] });
    expect(await listed(BOB)).toEqual({ libraries: [], paths: [] });
  });

  it('has a name that cannot be taken, nor imported under', async () => {
    const taken = { code: 'ALREADY_EXISTS', reason: 'NAME_TAKEN' };
    await expect(
      called(BOB, async (context) => service.libraries.createLibrary({ name: NAME }, context)),
    ).rejects.toMatchObject(taken);
    const [{ lines = [] } = {}] = await called(ANNA, (context) =>
      Array.fromAsync(service.libraries.exportLibrary({ name: NAME }, context)),
    ).then((all) => all.map((one) => ExportLibraryResponse.fromPartial(one)));
    const importing = (library: string) =>
      called(BOB, async (context) =>
        service.libraries.importLibrary(
          (async function* () {
            yield { library, lines };
          })(),
          context,
        ),
      );
    await expect(importing('')).rejects.toMatchObject(taken);
    expect(await importing('libraries/bobs')).toEqual({ name: 'libraries/bobs', paths: 1 });
    const { library } = await called(BOB, async (context) =>
      service.libraries.getLibrary({ name: 'libraries/bobs' }, context),
    );
    expect(library?.owner).toBe('bob');
  });
});

describe('a library', () => {
  it('is made empty, and belongs to the caller', async () => {
    const name = 'libraries/empty';
    const made = await called(ANNA, async (context) => service.libraries.createLibrary({ name }, context));
    expect(made.library).toMatchObject({ name, owner: 'anna', paths: 0, fit: undefined });
    expect(await called(ANNA, async (context) => service.libraries.getLibrary({ name }, context))).toEqual(
      made,
    );
  });

  it('is erased with its paths, vectors and finished searches', async () => {
    const name = 'libraries/erased';
    const { name: kept } = await planned(ANNA, name);
    const { name: removed } = await planned(ANNA, name);
    const find = (): Promise<string[]> =>
      called(ANNA, async (context) => {
        const { paths = [] } = await service.libraries.findPaths(
          { parent: name, query: 'sleep', limit: 0 },
          context,
        );
        return paths.map((found) => found.path?.name ?? '');
      });
    expect((await find()).toSorted()).toEqual([kept, removed].toSorted());
    await called(ANNA, async (context) => service.libraries.deletePath({ name: removed }, context));
    expect(await find()).toEqual([kept]);
    const id = removed.replace(`${name}/paths/`, '');
    for (const [table, column] of [
      ['path', 'id'],
      ['path_vector', 'path'],
      ['finished_search', 'path'],
    ]) {
      const { rowCount } = await service.database.pool.query(
        `SELECT FROM planner.${table} WHERE ${column} = $1`,
        [id],
      );
      expect({ table, rowCount }).toEqual({ table, rowCount: 0 });
    }
    await called(ANNA, async (context) => service.libraries.deleteLibrary({ name }, context));
    await expect(find()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      called(ANNA, async (context) => service.libraries.getPath({ name: kept }, context)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // The name is free again, and what somebody else makes under it holds nothing of the old one.
    await called(BOB, async (context) => service.libraries.createLibrary({ name }, context));
    const { paths } = await called(BOB, async (context) =>
      service.libraries.findPaths({ parent: name, query: 'sleep', limit: 0 }, context),
    );
    expect(paths).toEqual([]);
  });
});
