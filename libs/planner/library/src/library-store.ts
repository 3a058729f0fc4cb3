import type { Carry } from '@rookery/shared-planner-wasm';
import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql } from 'kysely';
import type { StoredFit } from './fit-store.ts';
import { nameIn, pageTokenAfterName } from './page-token.ts';
import { plannerTables } from './tables.ts';

/** A library as people look at it. */
export interface LibrarySummary {
  readonly name: string;
  readonly createdAt: Date;
  readonly paths: number;
  /** Searches that can be learned from. */
  readonly finishedSearches: number;
  /** What was learned; undefined until there are enough of them. */
  readonly fit: StoredFit | undefined;
  readonly carry: Carry;
}

/** A page of libraries, ordered by name. */
export interface LibraryPage {
  readonly libraries: readonly LibrarySummary[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Libraries and what was learned from them, for people to look at. */
export class LibraryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws RookeryError NOT_FOUND */
  async get(name: string): Promise<LibrarySummary> {
    const [row] = await summaries(this.#database).where('library.name', '=', name).execute();
    if (row === undefined) throw new RookeryError('NOT_FOUND', `library libraries/${name}: not found`);
    return summaryOf(row);
  }

  /**
   * @param size 1 or more
   * @throws RookeryError INVALID_ARGUMENT (page_token)
   */
  async list(size: number, pageToken: string): Promise<LibraryPage> {
    const after = nameIn(pageToken);
    let query = summaries(this.#database);
    if (after !== undefined) query = query.where('library.name', '>', after);
    const rows = await query
      .orderBy('library.name')
      .limit(size + 1)
      .execute();
    const page = rows.slice(0, size);
    const last = page.at(-1);
    return {
      libraries: page.map(summaryOf),
      nextPageToken: rows.length > size && last !== undefined ? pageTokenAfterName(last.name) : '',
    };
  }
}

function summaries(database: Database) {
  return plannerTables(database)
    .selectFrom('library')
    .leftJoin('library_fit', 'library_fit.library', 'library.name')
    .select([
      'library.name',
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
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

function summaryOf(row: Row): LibrarySummary {
  return {
    name: row.name,
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
