import type { Carry, FinishedSearch, LibraryReport } from '@rookery/shared-planner-wasm';
import type { Database } from '@rookery/shared-database';
import { sql } from 'kysely';
import { PathContents } from './contents/path-contents.ts';
import { embeddingColumns, finishedOf } from './finished-search.ts';
import { vectorIn } from './vector-bytes.ts';
import { plannerTables } from './tables.ts';

/** What a library taught, as it is kept with it. */
export interface StoredFit {
  /** 1 for a library's first fit. */
  readonly version: number;
  /** Finished searches there were when it was made. */
  readonly finishedSearches: number;
  /** Whose embeddings it understands. */
  readonly embedder: string;
  readonly report: LibraryReport;
  readonly createdAt: Date;
}

/** A fit that was just made. */
export interface NewFit extends Pick<StoredFit, 'version' | 'finishedSearches' | 'embedder' | 'report'> {
  /** For `restoreLibraryFit`. */
  readonly bytes: Uint8Array;
}

/** What decides whether a library should be learned from. */
export interface Growth {
  /** Which library of this name; see `incarnation` of its table. */
  readonly incarnation: string;
  readonly finishedSearches: number;
  readonly fit: Pick<StoredFit, 'version' | 'finishedSearches' | 'embedder'> | undefined;
}

/** The fit that a library has now. */
export interface CurrentFit extends Pick<StoredFit, 'version' | 'embedder'> {
  /** Which library of this name: versions of an erased one count for nothing. */
  readonly incarnation: string;
  readonly carry: Carry;
}

/** A finished search and the text that it was for. */
export interface UnplacedSearch {
  readonly path: string;
  /** Personal text. */
  readonly query: string;
}

/** Embedder of a fit that cannot be used. */
export const FORGOTTEN = '';

/** Most searches that are learned from, the newest: more take memory and time and tell little that is new. */
const MOST_SEARCHES = 2_000;

/** What libraries taught and what they were taught by, in PostgreSQL. */
export class FitStore {
  readonly #database: Database;
  readonly #contents: PathContents;

  constructor(database: Database, contents = new PathContents(database)) {
    this.#database = database;
    this.#contents = contents;
  }

  /** Names of the libraries that hold finished searches. */
  async libraries(): Promise<string[]> {
    const rows = await plannerTables(this.#database)
      .selectFrom('finished_search')
      .innerJoin('path', 'path.id', 'finished_search.path')
      .select('path.library')
      .distinct()
      .orderBy('path.library')
      .execute();
    return rows.map(({ library }) => library);
  }

  /** @returns undefined for a library that is not there */
  async growth(library: string): Promise<Growth | undefined> {
    const tables = plannerTables(this.#database);
    const found = await tables
      .selectFrom('library')
      .select([
        'incarnation',
        sql<number>`(SELECT count(*)::int FROM planner.finished_search JOIN planner.path
          ON path.id = finished_search.path WHERE path.library = ${library})`.as('count'),
      ])
      .where('name', '=', library)
      .executeTakeFirst();
    if (found === undefined) return undefined;
    const fit = await tables
      .selectFrom('library_fit')
      .select(['version', 'finished_searches as finishedSearches', 'embedder'])
      .where('library', '=', library)
      .executeTakeFirst();
    return { incarnation: found.incarnation, finishedSearches: found.count, fit };
  }

  /** The searches of a library (of its newest, see MOST_SEARCHES) that this embedder has not placed. */
  async unplaced(library: string, embedder: string): Promise<UnplacedSearch[]> {
    const rows = await this.#newest(library)
      .select(['path.id', 'path.query', 'path.profile_key', 'path.sealed'])
      .where((where) =>
        where.or([
          where('finished_search.embedder', 'is', null),
          where('finished_search.embedder', '!=', embedder),
        ]),
      )
      .execute();
    return (await this.#contents.openedRows(rows)).map(({ id, query }) => ({ path: id, query }));
  }

  async place(path: string, embedder: string, embedding: Float32Array): Promise<void> {
    const key = (await this.#contents.keysOf([path])).get(path);
    await plannerTables(this.#database)
      .updateTable('finished_search')
      .set({ embedder, ...embeddingColumns(path, embedding, this.#contents, key) })
      .where('path', '=', path)
      .execute();
  }

  /** The newest searches of a library that this embedder has placed, oldest first. */
  async placed(library: string, embedder: string): Promise<FinishedSearch[]> {
    const rows = await this.#newest(library)
      .selectAll('finished_search')
      .select('path.domain')
      .where('finished_search.embedder', '=', embedder)
      .execute();
    const keys = await this.#contents.keysOf(
      rows.flatMap(({ path, sealed_embedding }) => (sealed_embedding === null ? [] : [path])),
    );
    return rows.reverse().flatMap((row) => {
      const { path, embedding, sealed_embedding } = row;
      if (sealed_embedding === null) return [finishedOf(row, Float32Array.from(embedding ?? []))];
      const bytes = this.#contents.openedBytes(sealed_embedding, 'embedding', path, keys);
      return bytes === undefined ? [] : [finishedOf(row, vectorIn(bytes))];
    });
  }

  #newest(library: string) {
    return plannerTables(this.#database)
      .selectFrom('finished_search')
      .innerJoin('path', 'path.id', 'finished_search.path')
      .where('path.library', '=', library)
      .orderBy('path.sequence', 'desc')
      .limit(MOST_SEARCHES);
  }

  /**
   * Keeps a fit in the place of the one before. Of two processes that fit a library at once the first one wins, and what an
   * erased library has taught is not kept.
   * @returns whether it was kept
   */
  async keep(
    library: string,
    { incarnation }: Pick<Growth, 'incarnation'>,
    { bytes, report, ...fit }: NewFit,
  ): Promise<boolean> {
    const row = {
      version: fit.version,
      finished_searches: fit.finishedSearches,
      embedder: fit.embedder,
      fit: Buffer.from(bytes),
      report: JSON.stringify(report),
      created_at: new Date(),
    };
    return plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const there = await transaction
          .selectFrom('library')
          .select('name')
          .where('name', '=', library)
          .where('incarnation', '=', incarnation)
          .forKeyShare()
          .executeTakeFirst();
        if (there === undefined) return false;
        const kept = await transaction
          .insertInto('library_fit')
          .values({ library, ...row })
          .onConflict((conflict) =>
            conflict
              .column('library')
              .doUpdateSet(row)
              .where('library_fit.version', '=', fit.version - 1),
          )
          .returning('version')
          .executeTakeFirst();
        return kept !== undefined;
      });
  }

  /** Leaves a fit that cannot be used to be made anew: from now on it is nobody's embedder's. */
  async forget(library: string, version: number): Promise<void> {
    await plannerTables(this.#database)
      .updateTable('library_fit')
      .set({ embedder: FORGOTTEN })
      .where('library', '=', library)
      .where('version', '=', version)
      .execute();
  }

  /** What a search of this library may begin with; undefined while nothing was learned. */
  async current(library: string): Promise<CurrentFit | undefined> {
    return plannerTables(this.#database)
      .selectFrom('library_fit')
      .innerJoin('library', 'library.name', 'library_fit.library')
      .select(['library.incarnation', 'library_fit.version', 'library_fit.embedder', 'library.carry'])
      .where('library.name', '=', library)
      .executeTakeFirst();
  }

  /** The bytes of a fit, in memory that threads share; undefined when it has been replaced. */
  async bytes(
    library: string,
    { incarnation, version }: Pick<CurrentFit, 'incarnation' | 'version'>,
  ): Promise<Uint8Array | undefined> {
    const row = await plannerTables(this.#database)
      .selectFrom('library_fit')
      .innerJoin('library', 'library.name', 'library_fit.library')
      .select('library_fit.fit')
      .where('library.name', '=', library)
      .where('library.incarnation', '=', incarnation)
      .where('library_fit.version', '=', version)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const shared = new Uint8Array(new SharedArrayBuffer(row.fit.byteLength));
    shared.set(row.fit);
    return shared;
  }
}
