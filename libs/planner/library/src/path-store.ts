import { randomUUID } from 'node:crypto';
import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { addFinished, type LearnedFrom } from './finished-search.ts';
import { pageTokenAfter, sequenceIn } from './page-token.ts';
import type { PlannedPath, StoredPath } from './planned-path.ts';
import { pathOf, rowOf } from './path-row.ts';
import { plannerTables } from './tables.ts';

/** A page of paths, newest first. */
export interface PathPage {
  readonly paths: readonly StoredPath[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** The libraries and their paths, in PostgreSQL. */
export class PathStore {
  readonly #database: Database;
  readonly #onStored: (path: StoredPath) => void;

  /** @param onStored told of every path that was not there before */
  constructor(database: Database, onStored: (path: StoredPath) => void = () => undefined) {
    this.#database = database;
    this.#onStored = onStored;
  }

  /** Makes a library unless it is there. */
  async ensureLibrary(library: string): Promise<void> {
    await plannerTables(this.#database)
      .insertInto('library')
      .values({ name: library })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** @throws RookeryError NOT_FOUND */
  async checkLibrary(library: string): Promise<void> {
    const found = await plannerTables(this.#database)
      .selectFrom('library')
      .select('name')
      .where('name', '=', library)
      .executeTakeFirst();
    if (found === undefined) throw new RookeryError('NOT_FOUND', `library libraries/${library}: not found`);
  }

  /**
   * Stores a path in a library, which is made when new. With an effect the path is stored once: storing under the same
   * effect again gives back what is there.
   * @param effect names what led to the path, e.g. `plan/{request id}`; undefined: every call stores
   * @param learnedFrom what its search leaves to learn from; stored with the path or not at all
   */
  async store(
    library: string,
    path: PlannedPath,
    effect: string | undefined,
    learnedFrom?: LearnedFrom,
  ): Promise<StoredPath> {
    await this.ensureLibrary(library);
    const row = rowOf(path, { id: randomUUID(), library, effect: effect ?? null });
    const stored = await plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('path')
          .values(row)
          .onConflict((conflict) => conflict.column('effect').doNothing())
          .returningAll()
          .executeTakeFirst();
        if (inserted !== undefined && learnedFrom !== undefined) {
          await addFinished(transaction, inserted, learnedFrom);
        }
        return inserted;
      });
    if (stored !== undefined) {
      const path = pathOf(stored);
      this.#onStored(path);
      return path;
    }
    const earlier = effect === undefined ? undefined : await this.findByEffect(effect);
    if (earlier === undefined)
      throw new RookeryError('INTERNAL', `library ${library}: a path was not stored`);
    return earlier;
  }

  /** The path that was stored under an effect, if any. */
  async findByEffect(effect: string): Promise<StoredPath | undefined> {
    const row = await plannerTables(this.#database)
      .selectFrom('path')
      .selectAll()
      .where('effect', '=', effect)
      .executeTakeFirst();
    return row === undefined ? undefined : pathOf(row);
  }

  /** @throws RookeryError NOT_FOUND */
  async get(library: string, id: string): Promise<StoredPath> {
    const [path] = await this.getMany(library, [id]);
    if (path === undefined) {
      throw new RookeryError('NOT_FOUND', `path libraries/${library}/paths/${id}: not found`);
    }
    return path;
  }

  /** The paths with these ids, in this order; ids that are not there are passed over. */
  async getMany(library: string, ids: readonly string[]): Promise<StoredPath[]> {
    if (ids.length === 0) return [];
    const rows = await plannerTables(this.#database)
      .selectFrom('path')
      .selectAll()
      .where('library', '=', library)
      .where('id', 'in', ids)
      .execute();
    const byId = new Map(rows.map((row) => [row.id, pathOf(row)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /**
   * A page of a library, or of all libraries.
   * @param size 1 or more
   * @throws RookeryError NOT_FOUND (library), INVALID_ARGUMENT (page_token)
   */
  async list(library: string | undefined, size: number, pageToken: string): Promise<PathPage> {
    const before = sequenceIn(pageToken);
    if (library !== undefined) await this.checkLibrary(library);
    let query = plannerTables(this.#database).selectFrom('path').selectAll();
    if (library !== undefined) query = query.where('library', '=', library);
    if (before !== undefined) query = query.where('sequence', '<', before);
    const rows = await query
      .orderBy('sequence', 'desc')
      .limit(size + 1)
      .execute();
    const page = rows.slice(0, size);
    const last = page.at(-1);
    return {
      paths: page.map(pathOf),
      nextPageToken: rows.length > size && last !== undefined ? pageTokenAfter(last.sequence) : '',
    };
  }
}
