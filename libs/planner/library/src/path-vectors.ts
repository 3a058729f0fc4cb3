import type { Database } from '@rookery/shared-database';
import type { Keys } from '@rookery/shared-sealing';
import { sql } from 'kysely';
import type { PathContents } from './contents/path-contents.ts';
import { libraryNotFound } from './library-names.ts';
import { bytesOf, vectorIn } from './vector-bytes.ts';
import { plannerTables } from './tables.ts';

/** What of a path is indexed. */
export interface IndexedPath {
  readonly id: string;
  readonly library: string;
  /** Personal text. */
  readonly query: string;
}

/** A path and its vector, where it has one. */
export interface PathAndVector extends IndexedPath {
  readonly sequence: bigint;
  readonly vector: Float32Array | undefined;
}

/** What an index has to know of a library to follow it. */
export interface LibraryState {
  /** Whose vectors it holds; null before the first. */
  readonly embedder: string | null;
  /** Paths stored so far. */
  readonly added: string;
  /** Changes when paths are removed or vectors are made anew, and is never that of an erased library of the same name. */
  readonly epoch: string;
}

/** The vectors of paths, in PostgreSQL. */
export class PathVectors {
  readonly #database: Database;
  readonly #contents: PathContents;

  constructor(database: Database, contents: PathContents) {
    this.#database = database;
    this.#contents = contents;
  }

  /** @throws RookeryError NOT_FOUND */
  async state(library: string): Promise<LibraryState> {
    const state = await this.find(library);
    if (state === undefined) throw libraryNotFound(library);
    return state;
  }

  async find(library: string): Promise<LibraryState | undefined> {
    const row = await plannerTables(this.#database)
      .selectFrom('library')
      .select(['embedder', 'added', 'epoch', 'incarnation'])
      .where('name', '=', library)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { embedder, added, epoch, incarnation } = row;
    return { embedder, added, epoch: `${incarnation}/${epoch}` };
  }

  /** Gives a library without an embedder this one. @returns the library's embedder */
  async claim(library: string, embedder: string): Promise<string | null> {
    await plannerTables(this.#database)
      .updateTable('library')
      .set({ embedder })
      .where('name', '=', library)
      .where('embedder', 'is', null)
      .execute();
    return (await this.state(library)).embedder;
  }

  /** Gives a library another embedder and removes the vectors of the old one. @throws RookeryError NOT_FOUND */
  async adopt(library: string, embedder: string): Promise<void> {
    await plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const changed = await transaction
          .updateTable('library')
          .set({ embedder, epoch: sql`epoch + 1` })
          .where('name', '=', library)
          .where((is) => is.or([is('embedder', '!=', embedder), is('embedder', 'is', null)]))
          .returning('name')
          .executeTakeFirst();
        if (changed === undefined) return;
        await transaction
          .deleteFrom('path_vector')
          .where('path', 'in', (paths) =>
            paths.selectFrom('path').select('id').where('library', '=', library),
          )
          .execute();
      });
    await this.state(library);
  }

  /** The paths after a sequence number, in order. */
  async pageAfter(library: string, after: bigint, size: number): Promise<PathAndVector[]> {
    const rows = await plannerTables(this.#database)
      .selectFrom('path')
      .leftJoin('path_vector', 'path_vector.path', 'path.id')
      .select(['path.id', 'path.sequence', 'path.query', 'path.profile_key', 'path.sealed'])
      .select(['path_vector.vector', 'path_vector.is_sealed'])
      .where('path.library', '=', library)
      .where('path.sequence', '>', String(after))
      .orderBy('path.sequence')
      .limit(size)
      .execute();
    const keys = await this.#contents.keysOf(
      rows.flatMap(({ id, sealed, is_sealed }) => (sealed !== null || is_sealed === true ? [id] : [])),
    );
    return rows.map((row) => {
      const { id, sequence, vector, is_sealed } = row;
      const bytes =
        vector !== null && is_sealed === true
          ? this.#contents.openedBytes(vector, 'vector', id, keys)
          : (vector ?? undefined);
      return {
        id,
        library,
        query: this.#contents.opened(row, id, keys)?.query ?? '',
        sequence: BigInt(sequence),
        vector: bytes && vectorIn(bytes),
      };
    });
  }

  /** The paths after a sequence number that have no vector, in order. */
  async withoutVector(
    library: string,
    after: bigint,
    size: number,
  ): Promise<(IndexedPath & { readonly sequence: bigint })[]> {
    const rows = await plannerTables(this.#database)
      .selectFrom('path')
      .leftJoin('path_vector', 'path_vector.path', 'path.id')
      .select(['path.id', 'path.sequence', 'path.query', 'path.profile_key', 'path.sealed'])
      .where('path.library', '=', library)
      .where('path.sequence', '>', String(after))
      .where('path_vector.path', 'is', null)
      .orderBy('path.sequence')
      .limit(size)
      .execute();
    const opened = await this.#contents.openedRows(rows);
    return opened.map(({ id, sequence, query }) => ({ id, library, query, sequence: BigInt(sequence) }));
  }

  /**
   * Stores vectors of an embedder; of a path that has one the old one stays, and paths that are gone are passed over.
   * @returns false, and stores nothing, when the library is of another embedder by now
   */
  async put(
    library: string,
    embedder: string,
    rows: readonly { readonly id: string; readonly vector: Float32Array }[],
  ): Promise<boolean> {
    if (rows.length === 0) return true;
    return plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        // Paths before the library, as whoever removes paths locks them; otherwise the two could wait for each other.
        const there = await transaction
          .selectFrom('path')
          .select('id')
          .where(
            'id',
            'in',
            rows.map(({ id }) => id),
          )
          .orderBy('id')
          .forKeyShare()
          .execute();
        const owner = await transaction
          .selectFrom('library')
          .select('embedder')
          .where('name', '=', library)
          .forShare()
          .executeTakeFirst();
        if (owner?.embedder !== embedder) return false;
        const ids = new Set(there.map(({ id }) => id));
        const kept = rows.filter(({ id }) => ids.has(id));
        if (kept.length === 0) return true;
        const keys = await this.#contents.keysOf(ids, transaction);
        await transaction
          .insertInto('path_vector')
          .values(kept.map(({ id, vector }) => ({ path: id, ...this.#columns(id, vector, keys) })))
          .onConflict((conflict) => conflict.column('path').doNothing())
          .execute();
        return true;
      });
  }

  /** A vector as its row keeps it. */
  #columns(id: string, vector: Float32Array, keys: Keys): { vector: Buffer; is_sealed: boolean } {
    const key = keys.get(id);
    const bytes = bytesOf(vector);
    if (key === undefined) return { vector: bytes, is_sealed: false };
    return { vector: this.#contents.sealedBytes(bytes, 'vector', id, key), is_sealed: true };
  }
}
