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

/** What its owner calls it, and what others call it. */
const FOREIGN = 'libraries/anna~annas';

type Context = Parameters<Parameters<typeof called>[1]>[0];

/** Every call that names a library or a path. */
const CALLS: Readonly<Record<string, (context: Context, name: string) => Promise<object>>> = {
  GetLibrary: async (context, name) => service.libraries.getLibrary({ name }, context),
  DeleteLibrary: async (context, name) => service.libraries.deleteLibrary({ name }, context),
  PublishLibrary: async (context, name) =>
    service.libraries.publishLibrary({ name, published: false }, context),
  ListPaths: async (context, name) => service.libraries.listPaths({ parent: name, ...FIRST }, context),
  GetPath: async (context, name) => service.libraries.getPath({ name: pathIn(name) }, context),
  DeletePath: async (context, name) => service.libraries.deletePath({ name: pathIn(name) }, context),
  FindPaths: async (context, name) =>
    service.libraries.findPaths({ parent: name, query: 'sleep', limit: 0 }, context),
  ReindexLibrary: async (context, name) => service.libraries.reindexLibrary({ name }, context),
  ExportLibrary: (context, name) => Array.fromAsync(service.libraries.exportLibrary({ name }, context)),
};
/** Which of them a library that is published answers to everybody. */
const LOOKING: ReadonlySet<string> = new Set(['GetLibrary', 'ListPaths', 'GetPath', 'FindPaths']);

/** The name of the path in the library of this name. */
const pathIn = (name: string): string => path.name.replace(NAME, name);

describe("another tenant's library", () => {
  it.each(Object.keys(CALLS))(
    'is not there for %s, in the words of a library that is not there',
    async (name) => {
      const call = CALLS[name] ?? (() => Promise.resolve({}));
      for (const given of [NAME, FOREIGN, 'libraries/anna~never', 'libraries/nobody~annas']) {
        const refused = called(BOB, (context) => call(context, given));
        await expect(refused).rejects.toMatchObject({
          code: 'NOT_FOUND',
          message: expect.stringMatching(new RegExp(`^(library|path) ${given}(/paths/[^ ]+)?: not found$`)),
        });
      }
      if (!name.startsWith('Delete')) await called(OPERATOR, (context) => call(context, FOREIGN));
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
    expect(await listed(OPERATOR)).toEqual({ libraries: [FOREIGN], paths: [pathIn(FOREIGN)] });
    expect(await listed(BOB)).toEqual({ libraries: [], paths: [] });
  });

  it('does not take its name away from others', async () => {
    const made = await called(BOB, async (context) =>
      service.libraries.createLibrary({ name: NAME }, context),
    );
    expect(made.library).toMatchObject({ name: NAME, owner: 'bob', paths: 0 });
    await expect(
      called(BOB, async (context) => service.libraries.createLibrary({ name: NAME }, context)),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS', reason: 'NAME_TAKEN' });
    await called(BOB, async (context) => service.libraries.deleteLibrary({ name: NAME }, context));
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
    expect(await importing('')).toEqual({ name: NAME, paths: 1 });
    expect(await importing('libraries/bobs')).toEqual({ name: 'libraries/bobs', paths: 1 });
    const { library } = await called(BOB, async (context) =>
      service.libraries.getLibrary({ name: 'libraries/bobs' }, context),
    );
    expect(library?.owner).toBe('bob');
    for (const name of [NAME, 'libraries/bobs']) {
      await called(BOB, async (context) => service.libraries.deleteLibrary({ name }, context));
    }
  });
});

describe('a library that is published', () => {
  const publish = (published: boolean) =>
    called(ANNA, async (context) => service.libraries.publishLibrary({ name: NAME, published }, context));

  it('can be looked into by everybody, changed by its owner alone, and keeps what people asked to itself', async () => {
    expect((await publish(true)).library).toMatchObject({ name: NAME, published: true });
    for (const [name, call] of Object.entries(CALLS)) {
      const asked = called(BOB, (context) => call(context, FOREIGN));
      if (LOOKING.has(name)) expect(JSON.stringify(await asked)).not.toContain(path.query);
      else await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const { libraries = [] } = await called(BOB, async (context) =>
      service.libraries.listLibraries(FIRST, context),
    );
    expect(libraries.map(({ name }) => name)).toEqual([FOREIGN]);
    const own = await called(ANNA, async (context) =>
      service.libraries.getPath({ name: path.name }, context),
    );
    expect(own.path?.query).toBe(path.query);
    await publish(false);
    await expect(
      called(BOB, async (context) => service.libraries.getLibrary({ name: FOREIGN }, context)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
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
