import {
  findPaths,
  libraryKey,
  type LibraryStore,
  type PathIndex,
  type PathStore,
  type TransferParts,
} from '@rookery/planner-library';
import type { LibraryLessons } from '@rookery/planner-planning';
import { idsIn, type LibraryServiceImplementation } from '@rookery/shared-contracts';
import { callContext } from '@rookery/shared-runtime';
import { exportedLines, importedLines } from './library-lines.ts';
import { reader } from './reader.ts';
import { foundPathToWire, libraryToWire, storedPathToWire } from './wire.ts';

/** What libraries take. */
export interface LibraryParts extends TransferParts {
  readonly libraries: LibraryStore;
  readonly paths: PathStore;
  readonly index: PathIndex;
  readonly lessons: Pick<LibraryLessons, 'forget'>;
}

/** Paper, appendix D. */
const DEFAULT_NEIGHBOURS = 5;
/** Stands for all libraries in the name of a parent. */
const ALL = '-';

/** LibraryService: unpacks, calls, packs. */
export function libraryHandlers(parts: LibraryParts): LibraryServiceImplementation {
  const { libraries, paths, index, lessons } = parts;
  return {
    async createLibrary({ name }) {
      const { caller } = callContext();
      return { library: libraryToWire(await libraries.create(keyIn(name)[0], caller.name)) };
    },
    async getLibrary({ name }) {
      return { library: libraryToWire(await libraries.get(reader(), keyIn(name)[0])) };
    },
    async listLibraries(request) {
      const { items, nextPageToken } = await libraries.list(reader(), request);
      return { libraries: items.map(libraryToWire), nextPageToken };
    },
    async deleteLibrary({ name }) {
      const [library] = keyIn(name);
      await libraries.delete(reader(), library);
      index.forget(library);
      lessons.forget(library);
      return {};
    },
    async listPaths({ parent, ...request }) {
      const all = idsIn(parent)[0] === ALL;
      const page = await paths.list(reader(), all ? undefined : keyIn(parent)[0], request);
      return { paths: page.items.map(storedPathToWire), nextPageToken: page.nextPageToken };
    },
    async getPath({ name }) {
      return { path: storedPathToWire(await paths.get(reader(), ...keyIn(name))) };
    },
    async publishLibrary({ name, published }) {
      return { library: libraryToWire(await libraries.publish(reader(), keyIn(name)[0], published)) };
    },
    async deletePath({ name }) {
      await paths.delete(reader(), ...keyIn(name));
      return {};
    },
    async findPaths({ parent, query, limit }, { signal }) {
      const [library] = keyIn(parent);
      const wanted = { reader: reader(), library, query, limit: limit === 0 ? DEFAULT_NEIGHBOURS : limit };
      const found = await findPaths(parts, wanted, signal);
      return { paths: found.map(foundPathToWire), index: index.name };
    },
    async reindexLibrary({ name }) {
      const [library] = keyIn(name);
      await libraries.checkOwn(reader(), library);
      await index.adopt(library);
      return { embedder: index.name };
    },
    exportLibrary: ({ name }, { signal }) => exportedLines(parts, reader(), keyIn(name)[0], signal),
    importLibrary: (requests, { signal }) => importedLines(parts, requests, index.name, signal),
  };
}

/** The ids in a resource name; the library's as it is kept. */
function keyIn(name: string): [string, string] {
  const [library, path] = idsIn(name);
  return [libraryKey(library, callContext().caller), path];
}
