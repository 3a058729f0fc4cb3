import { findPaths, type LibraryStore, type PathIndex, type PathStore } from '@rookery/planner-library';
import type { LibraryLessons } from '@rookery/planner-planning';
import { idsIn, type LibraryServiceImplementation } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { callContext } from '@rookery/shared-runtime';
import { exportedLines, importedLines } from './library-lines.ts';
import { reader } from './reader.ts';
import { foundPathToWire, libraryToWire, storedPathToWire } from './wire.ts';

/** What libraries take. */
export interface LibraryParts {
  readonly database: Database;
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
  const { database, libraries, paths, index, lessons } = parts;
  return {
    async createLibrary({ name }) {
      const { caller } = callContext();
      return { library: libraryToWire(await libraries.create(idsIn(name)[0], caller.name)) };
    },
    async getLibrary({ name }) {
      return { library: libraryToWire(await libraries.get(reader(), idsIn(name)[0])) };
    },
    async listLibraries(request) {
      const { items, nextPageToken } = await libraries.list(reader(), request);
      return { libraries: items.map(libraryToWire), nextPageToken };
    },
    async deleteLibrary({ name }) {
      const [library] = idsIn(name);
      await libraries.delete(reader(), library);
      index.forget(library);
      lessons.forget(library);
      return {};
    },
    async listPaths({ parent, ...request }) {
      const [library] = idsIn(parent);
      const page = await paths.list(reader(), library === ALL ? undefined : library, request);
      return { paths: page.items.map(storedPathToWire), nextPageToken: page.nextPageToken };
    },
    async getPath({ name }) {
      return { path: storedPathToWire(await paths.get(reader(), ...idsIn(name))) };
    },
    async deletePath({ name }) {
      await paths.delete(reader(), ...idsIn(name));
      return {};
    },
    async findPaths({ parent, query, limit }, { signal }) {
      const [library] = idsIn(parent);
      const wanted = { reader: reader(), library, query, limit: limit === 0 ? DEFAULT_NEIGHBOURS : limit };
      const found = await findPaths(parts, wanted, signal);
      return { paths: found.map(foundPathToWire), index: index.name };
    },
    async reindexLibrary({ name }) {
      const [library] = idsIn(name);
      await libraries.check(reader(), library);
      await index.adopt(library);
      return { embedder: index.name };
    },
    exportLibrary: ({ name }, { signal }) => exportedLines(database, reader(), idsIn(name)[0], signal),
    importLibrary: (requests, { signal }) => importedLines(database, requests, index.name, signal),
  };
}
