import type { Carry } from '@rookery/shared-planner-wasm';
import {
  mayRead,
  readPage,
  type Database,
  type Page,
  type PagedList,
  type PageRequest,
  type Reader,
} from '@rookery/shared-database';
import type { Caller } from '@rookery/shared-runtime';
import { sql } from 'kysely';
import type { StoredFit } from './fit-store.ts';
import { checkFree, checkReadable, insertLibrary, libraryNotFound, mayLookInto } from './library-names.ts';
import { plannerTables } from './tables.ts';

/** A library as people look at it. */
export interface LibrarySummary {
  readonly name: string;
  /** Name of the key that made it; empty where the platform has none. */
  readonly owner: string;
  /** Whether others may look into it and be guided by it. */
  readonly published: boolean;
  readonly createdAt: Date;
  readonly paths: number;
  /** Searches that can be learned from. */
  readonly finishedSearches: number;
  /** What was learned; undefined until there are enough of them. */
  readonly fit: StoredFit | undefined;
  readonly carry: Carry;
}

const LIBRARIES: PagedList = { name: 'libraries', key: /^[a-z0-9~-]+$/ };

/** Libraries: whose they are, and what was learned from them. */
export class LibraryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Makes an empty library.
   * @param name what it is kept under, here as everywhere below: see `libraryKey`
   * @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN)
   */
  async create(name: string, owner: string): Promise<LibrarySummary> {
    await insertLibrary(plannerTables(this.#database), { name, owner, embedder: null });
    return this.get({ owner }, name);
  }

  /** @throws RookeryError NOT_FOUND, also for that of another owner */
  async get(reader: Reader, name: string): Promise<LibrarySummary> {
    const [row] = await summaries(this.#database, reader).where('library.name', '=', name).execute();
    if (row === undefined) throw libraryNotFound(name);
    return summaryOf(row);
  }

  /** A page of what a reader may see, ordered by name. @throws RookeryError INVALID_ARGUMENT (page_token) */
  async list(reader: Reader, request: PageRequest): Promise<Page<LibrarySummary>> {
    const { items, nextPageToken } = await readPage(
      LIBRARIES,
      request,
      (after, limit) => {
        const all = summaries(this.#database, reader);
        const rest = after === undefined ? all : all.where('library.name', '>', after);
        return rest.orderBy('library.name').limit(limit).execute();
      },
      ({ name }) => name,
    );
    return { items: items.map(summaryOf), nextPageToken };
  }

  /** @throws RookeryError NOT_FOUND, also for that of another owner */
  check(reader: Reader, name: string): Promise<void> {
    return checkReadable(plannerTables(this.#database), name, reader);
  }

  /** @throws RookeryError NOT_FOUND, also for that of another owner, published or not */
  async checkOwn(reader: Reader, name: string): Promise<void> {
    const own = await plannerTables(this.#database)
      .selectFrom('library')
      .select('name')
      .where('name', '=', name)
      .where(mayRead(reader))
      .executeTakeFirst();
    if (own === undefined) throw libraryNotFound(name);
  }

  /** @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN) when a caller could not store paths under this name */
  checkFree(name: string, caller: Caller): Promise<void> {
    return checkFree(plannerTables(this.#database), name, caller);
  }

  /** Lets others look into a library, or no longer. @throws RookeryError NOT_FOUND, also for that of another owner */
  async publish(reader: Reader, name: string, published: boolean): Promise<LibrarySummary> {
    const changed = await plannerTables(this.#database)
      .updateTable('library')
      .set({ published })
      .where('name', '=', name)
      .where(mayRead(reader))
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw libraryNotFound(name);
    return this.get(reader, name);
  }

  /** Erases a library with its paths and all that was learned from them. @throws RookeryError NOT_FOUND */
  async delete(reader: Reader, name: string): Promise<void> {
    await plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        // Paths before the library, the order of all who lock both.
        await transaction
          .deleteFrom('path')
          .where('library', 'in', (mine) =>
            mine.selectFrom('library').select('name').where('name', '=', name).where(mayRead(reader)),
          )
          .execute();
        const erased = await transaction
          .deleteFrom('library')
          .where('name', '=', name)
          .where(mayRead(reader))
          .executeTakeFirst();
        if (erased.numDeletedRows === 0n) throw libraryNotFound(name);
      });
  }
}

function summaries(database: Database, reader: Reader) {
  return plannerTables(database)
    .selectFrom('library')
    .leftJoin('library_fit', 'library_fit.library', 'library.name')
    .select([
      'library.name',
      'library.owner',
      'library.published',
      'library.created_at',
      'library.carry',
      'library_fit.version',
      'library_fit.finished_searches',
      'library_fit.embedder',
      'library_fit.report',
      'library_fit.created_at as fitted_at',
      sql<number>`(SELECT count(*)::int FROM planner.path WHERE path.library = library.name)`.as('paths'),
      sql<number>`(SELECT count(*)::int FROM planner.finished_search JOIN planner.path
        ON path.id = finished_search.path WHERE path.library = library.name)`.as('searches'),
    ])
    .where(mayLookInto(reader));
}

type Row = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

function summaryOf(row: Row): LibrarySummary {
  return {
    name: row.name,
    owner: row.owner,
    published: row.published,
    createdAt: row.created_at,
    paths: row.paths,
    finishedSearches: row.searches,
    fit: fitOf(row),
    carry: row.carry,
  };
}

function fitOf({ version, finished_searches, embedder, report, fitted_at }: Row): StoredFit | undefined {
  // All of them are there or none is.
  if (version === null || finished_searches === null || embedder === null) return undefined;
  if (report === null || fitted_at === null) return undefined;
  return { version, finishedSearches: finished_searches, embedder, report, createdAt: fitted_at };
}
