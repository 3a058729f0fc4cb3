import { randomUUID } from 'node:crypto';
import {
  mayRead,
  readPage,
  SEQUENCE_KEY,
  type Database,
  type Page,
  type PageRequest,
  type Reader,
} from '@rookery/shared-database';
import { sql, type Selectable } from 'kysely';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { Caller } from '@rookery/shared-runtime';
import { PathContents } from './contents/path-contents.ts';
import { addFinished, type LearnedFrom } from './finished-search.ts';
import { shownLibrary } from './library-key.ts';
import { checkReadable, ensureLibrary, mayLookInto } from './library-names.ts';
import type { PathRequest, PlannedPath, StoredPath } from './planned-path.ts';
import { pathOf, rowOf } from './path-row.ts';
import { plannerTables, type PathTable } from './tables.ts';

/** What is stored with a path, and for whom. */
export interface PathOrigin {
  /** Owns the library where it is new. */
  readonly caller: Caller;
  /** The path is stored once for it; undefined: every call stores. */
  readonly request?: PathRequest | undefined;
  /** What the search leaves to learn from; stored with the path or not at all. */
  readonly learnedFrom?: LearnedFrom | undefined;
}

/** The paths of libraries, in PostgreSQL. */
export class PathStore {
  readonly #database: Database;
  readonly #onStored: (path: StoredPath) => void;
  readonly #contents: PathContents;

  /** @param onStored told of every path that was not there before */
  constructor(
    database: Database,
    onStored: (path: StoredPath) => void = () => undefined,
    contents = new PathContents(database),
  ) {
    this.#database = database;
    this.#onStored = onStored;
    this.#contents = contents;
  }

  /**
   * Stores a path in a library, which is made when new. For a request that stored one before, it gives back what is there.
   * @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN): the library is another's; INVALID_ARGUMENT as `earlier`
   */
  async store(
    library: string,
    path: PlannedPath,
    { caller, request, learnedFrom }: PathOrigin,
  ): Promise<StoredPath> {
    const id = randomUUID();
    const stored = await plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        await ensureLibrary(transaction, library, caller);
        const key = (await this.#contents.makeKeys(transaction, [id])).get(id);
        const words = { query: path.query, profile_key: path.profileKey };
        const row = rowOf(path, { id, library }, request, this.#contents.columns(words, id, key));
        const inserted = await transaction
          .insertInto('path')
          .values(row)
          .onConflict((conflict) => conflict.columns(['requested_by', 'request_id']).doNothing())
          .returningAll()
          .executeTakeFirst();
        // Its key is of no use.
        if (inserted === undefined && key !== undefined)
          await sql`DELETE FROM planner.content_key WHERE id = ${id}`.execute(transaction);
        if (inserted !== undefined && learnedFrom !== undefined) {
          await addFinished(transaction, inserted, learnedFrom, { contents: this.#contents, key });
        }
        return inserted && { ...inserted, ...words };
      });
    if (stored !== undefined) {
      const made = pathOf(stored);
      this.#onStored(made);
      return made;
    }
    const earlier = request === undefined ? undefined : await this.earlier(request);
    if (earlier === undefined)
      throw new RookeryError('ABORTED', 'request_id: its path was erased at this moment; try again');
    return earlier;
  }

  /**
   * The path that the same request stored before, if any.
   * @throws RookeryError INVALID_ARGUMENT (request_id, reason REQUEST_ID_REUSED) when another request of this owner has the id
   */
  async earlier({ owner, id, digest }: PathRequest): Promise<StoredPath | undefined> {
    const row = await plannerTables(this.#database)
      .selectFrom('path')
      .selectAll()
      .where('requested_by', '=', owner)
      .where('request_id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    if (row.request_digest !== null && row.request_digest !== digest) throw requestIdReused();
    const [path] = await this.#opened([row]);
    return path;
  }

  /** @throws RookeryError NOT_FOUND, also where the library is another owner's */
  async get(reader: Reader, library: string, id: string): Promise<StoredPath> {
    const row = await this.#readable(reader)
      .where('path.library', '=', library)
      .where('path.id', '=', id)
      .executeTakeFirst();
    const [path] = await this.#opened(row === undefined ? [] : [row]);
    if (path === undefined) throw pathNotFound(library, id);
    return path;
  }

  /** The paths with these ids, in this order, whoever asks; ids that are not there are passed over. */
  async getMany(library: string, ids: readonly string[]): Promise<StoredPath[]> {
    if (ids.length === 0) return [];
    const rows = await plannerTables(this.#database)
      .selectFrom('path')
      .selectAll()
      .where('library', '=', library)
      .where('id', 'in', ids)
      .execute();
    const byId = new Map((await this.#opened(rows)).map((path) => [path.id, path]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /**
   * A page of a library, or of all libraries of a reader, newest first.
   * @throws RookeryError NOT_FOUND (library, also for that of another owner), INVALID_ARGUMENT (page_token)
   */
  async list(reader: Reader, library: string | undefined, request: PageRequest): Promise<Page<StoredPath>> {
    const list = { name: `libraries/${library ?? '-'}/paths`, key: SEQUENCE_KEY };
    const { items, nextPageToken } = await readPage(
      list,
      request,
      (after, limit) => {
        let rows = this.#readable(reader);
        rows =
          library === undefined
            ? rows.where(mayRead(reader, 'library.owner'))
            : rows.where('path.library', '=', library);
        if (after !== undefined) rows = rows.where('path.sequence', '<', after);
        return rows.orderBy('path.sequence', 'desc').limit(limit).execute();
      },
      ({ sequence }) => sequence,
    );
    if (items.length === 0 && library !== undefined) {
      await checkReadable(plannerTables(this.#database), library, reader);
    }
    return { items: await this.#opened(items), nextPageToken };
  }

  /** Erases a path and the finished search behind it. @throws RookeryError NOT_FOUND, also where the library is another owner's */
  async delete(reader: Reader, library: string, id: string): Promise<void> {
    const erased = await plannerTables(this.#database)
      .deleteFrom('path')
      .where('id', '=', id)
      .where('library', 'in', (mine) =>
        mine.selectFrom('library').select('name').where('name', '=', library).where(mayRead(reader)),
      )
      .executeTakeFirst();
    if (erased.numDeletedRows === 0n) throw pathNotFound(library, id);
  }

  /** Without those that were erased and came back with an older copy of the database. */
  async #opened(rows: readonly Selectable<PathTable>[]): Promise<StoredPath[]> {
    return (await this.#contents.openedRows(rows)).map(pathOf);
  }

  #readable(reader: Reader) {
    return plannerTables(this.#database)
      .selectFrom('path')
      .innerJoin('library', 'library.name', 'path.library')
      .selectAll('path')
      .where(mayLookInto(reader));
  }
}

function pathNotFound(library: string, id: string): RookeryError {
  return new RookeryError('NOT_FOUND', `path libraries/${shownLibrary(library)}/paths/${id}: not found`);
}

function requestIdReused(): RookeryError {
  return invalidArgument('request_id', 'is that of another search; choose a new id', 'REQUEST_ID_REUSED');
}
