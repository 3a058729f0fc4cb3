import type { Embedder } from '@rookery/shared-embedding';
import type { Database } from '@rookery/shared-database';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { PathContents } from './contents/path-contents.ts';
import { LoadedLibraries } from './loaded-libraries.ts';
import type { DatabaseSearch } from './open-pgvector.ts';
import { PathVectors, type IndexedPath, type LibraryState } from './path-vectors.ts';
import type { Neighbour } from './vector-index.ts';

/**
 * Sequence numbers are given before their transactions commit, so a lower number may appear after a higher one; this
 * many are looked at again.
 */
const LATE_COMMITS = 1000n;
/** Paths read at once: 5 MB of vectors. */
const PAGE = 2000;
/** Texts embedded and stored at once: what a lost call does twice. */
const CHUNK = 128;

interface IndexLog {
  warn(fields: object, message: string): void;
}

interface PathIndexOptions {
  /** Bytes of vectors in memory; the library that was not used for longest goes first. Default 2 GiB. */
  readonly memoryBytes?: number;
  /** Searches large libraries in the database; without it all are searched in memory. */
  readonly inDatabase?: DatabaseSearch | undefined;
  /** Opens queries and vectors; without it they lie as they are. */
  readonly contents?: PathContents;
}

const DEFAULT_MEMORY = 2 ** 31;

/** A library that is up to date, and held until it is disposed of. */
interface Searchable extends Disposable {
  readonly empty: boolean;
  nearest(query: Float32Array, limit: number): Neighbour[] | Promise<Neighbour[]>;
}

/** How far a library was copied to where the database searches it. */
type Copied = Pick<LibraryState, 'epoch' | 'added'> & { readonly lastSequence: bigint };

/**
 * The queries of libraries by meaning: exact neighbours, which follow what any process stores, over vectors in memory or, of
 * large libraries, in a database with pgvector. The vectors are kept in PostgreSQL; paths without one get it when they are
 * stored, or at the latest when they are looked for. Memory: 5 bytes for each number of a vector (28 MB for 14,000 paths of
 * 384).
 */
export class PathIndex {
  readonly #embedder: Embedder;
  readonly #stored: PathVectors;
  readonly #log: IndexLog;
  readonly #loaded: LoadedLibraries;
  readonly #inDatabase: DatabaseSearch | undefined;
  readonly #copied = new Map<string, Copied>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #background = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  /** @param embedder stays the caller's to close, after this was closed */
  constructor(
    database: Database,
    embedder: Embedder,
    log: IndexLog,
    {
      memoryBytes = DEFAULT_MEMORY,
      inDatabase,
      contents = new PathContents(database),
    }: PathIndexOptions = {},
  ) {
    this.#stored = new PathVectors(database, contents);
    this.#loaded = new LoadedLibraries(memoryBytes);
    this.#inDatabase = inDatabase;
    this.#embedder = embedder;
    this.#log = log;
  }

  /** What measures similarity, as answers and reports name it. */
  get name(): string {
    return this.#embedder.name;
  }

  /**
   * The ids of the paths whose queries are most similar, most similar first.
   * @throws RookeryError NOT_FOUND (library), FAILED_PRECONDITION with reason EMBEDDER_MISMATCH (the library was made with
   *   another embedder), UNAVAILABLE (the embedder cannot be reached); the signal's reason
   */
  async nearest(library: string, query: string, limit: number, signal: AbortSignal): Promise<Neighbour[]> {
    using searchable = await this.#upToDate(library, signal);
    if (searchable.empty) return [];
    const [vector] = await this.#embedder.embed([query], signal);
    return vector === undefined ? [] : await searchable.nearest(vector, limit);
  }

  /** Passes for a library that is not there yet. @throws RookeryError FAILED_PRECONDITION (EMBEDDER_MISMATCH) */
  async checkEmbedder(library: string): Promise<void> {
    const state = await this.#stored.find(library);
    if (state !== undefined) this.#check(library, state);
  }

  /** Gives a path that was just stored its vector, in the background: the path is safe without it. */
  follow(path: IndexedPath): void {
    const { signal } = this.#closing;
    const work = async (): Promise<void> => {
      try {
        if (await this.#claimed(path.library)) await this.#embed(path.library, [path], signal);
      } catch (caught) {
        const { code } = asRookeryError(caught);
        if (!signal.aborted) {
          this.#log.warn({ library: path.library, path: path.id, code }, 'a path waits for its vector');
        }
      }
    };
    const running = work().finally(() => this.#background.delete(running));
    this.#background.add(running);
  }

  /**
   * Makes the library one of this embedder: its vectors are made anew, in the background and as far as they are needed.
   * Does nothing to a library of this embedder.
   * @throws RookeryError NOT_FOUND
   */
  async adopt(library: string): Promise<void> {
    await this.#stored.adopt(library, this.name);
    const remaking = this.#upToDate(library, this.#closing.signal).then(
      (searchable) => searchable[Symbol.dispose](),
      () => undefined,
    );
    const running = remaking.finally(() => this.#background.delete(running));
    this.#background.add(running);
  }

  /** Lets go of a library that was erased. */
  forget(library: string): void {
    this.#loaded.drop(library);
    this.#copied.delete(library);
  }

  /** Gives up what goes on in the background; it is made up for later. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#background, ...this.#turns.values()]);
    this.#loaded.close();
  }

  /** One reader of a library at a time: two would add the same rows. */
  #upToDate(library: string, signal: AbortSignal): Promise<Searchable> {
    const before = this.#turns.get(library) ?? Promise.resolve();
    const turn = before.then(() => this.#update(library, signal));
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(library, settled);
    return turn;
  }

  async #update(library: string, signal: AbortSignal): Promise<Searchable> {
    signal.throwIfAborted();
    const state = await this.#stored.state(library);
    if (state.embedder !== null || state.added !== '0') await this.#claimed(library, state);
    if (this.#inDatabase === undefined || Number(state.added) <= this.#inDatabase.beyond) {
      return this.#load(library, state, signal);
    }
    this.#loaded.drop(library);
    return this.#copy(library, state, this.#inDatabase, signal);
  }

  /** Reads into memory what is not there yet. */
  async #load(library: string, state: LibraryState, signal: AbortSignal): Promise<Searchable> {
    const loaded = this.#loaded.open(library, state.epoch);
    const { vectors } = loaded;
    // Another library may push this one out while it is read or searched.
    const hold = vectors.hold();
    try {
      if (loaded.added !== state.added) {
        for (let after = loaded.lastSequence - LATE_COMMITS; ;) {
          const page = await this.#stored.pageAfter(library, after, PAGE);
          const without = page.filter(({ vector }) => vector === undefined);
          const made = await this.#embed(library, without, signal);
          vectors.add(
            page.flatMap((row) => {
              const vector = row.vector ?? made.get(row.id);
              return vector === undefined ? [] : [{ id: row.id, vector }];
            }),
          );
          this.#loaded.makeRoom(library);
          after = page.at(-1)?.sequence ?? after;
          if (after > loaded.lastSequence) loaded.lastSequence = after;
          if (page.length < PAGE) break;
        }
        loaded.added = state.added;
      }
    } catch (caught) {
      hold[Symbol.dispose]();
      throw caught;
    }
    return {
      empty: vectors.size === 0,
      nearest: (query, limit) => vectors.nearest(query, limit),
      [Symbol.dispose]: () => hold[Symbol.dispose](),
    };
  }

  /** Copies to where the database searches what is not there yet. */
  async #copy(
    library: string,
    { epoch, added }: LibraryState,
    { search }: DatabaseSearch,
    signal: AbortSignal,
  ): Promise<Searchable> {
    const before = this.#copied.get(library);
    if (before?.epoch !== epoch || before.added !== added) {
      const since = before?.epoch === epoch ? before.lastSequence - LATE_COMMITS : -1n;
      for (let after = since; ;) {
        const without = await this.#stored.withoutVector(library, after, PAGE);
        await this.#embed(library, without, signal);
        after = without.at(-1)?.sequence ?? after;
        if (without.length < PAGE) break;
      }
      const { last, complete } = await search.copy(library, this.name, since, signal);
      if (!complete) this.#check(library, await this.#stored.state(library));
      else this.#copied.set(library, { epoch, added, lastSequence: last });
    }
    return {
      empty: added === '0',
      nearest: (query, limit) => search.nearest(library, query, limit),
      [Symbol.dispose]: () => undefined,
    };
  }

  /** Embeds and stores piece by piece, so that a call that gives up leaves something behind. */
  async #embed(
    library: string,
    paths: readonly IndexedPath[],
    signal: AbortSignal,
  ): Promise<Map<string, Float32Array>> {
    const made = new Map<string, Float32Array>();
    for (let from = 0; from < paths.length; from += CHUNK) {
      const chunk = paths.slice(from, from + CHUNK);
      const vectors = await this.#embedder.embed(
        chunk.map(({ query }) => query),
        signal,
      );
      const rows = chunk.flatMap(({ id }, position) => {
        const vector = vectors[position];
        return vector === undefined ? [] : [{ id, vector }];
      });
      if (!(await this.#stored.put(library, this.name, rows))) {
        this.#check(library, await this.#stored.state(library));
      }
      for (const { id, vector } of rows) made.set(id, vector);
    }
    return made;
  }

  /** Makes a library without an embedder one of this. @throws RookeryError NOT_FOUND, FAILED_PRECONDITION */
  async #claimed(library: string, known?: LibraryState): Promise<true> {
    const state = known ?? (await this.#stored.state(library));
    const embedder = state.embedder ?? (await this.#stored.claim(library, this.name));
    this.#check(library, { embedder });
    return true;
  }

  #check(library: string, { embedder }: Pick<LibraryState, 'embedder'>): void {
    if (embedder === null || embedder === this.name) return;
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `library libraries/${library}: was made with the embedder ${embedder}, and this service runs ${this.name}; their ` +
        `vectors cannot be compared. Run the service with ${embedder} (ROOKERY_EMBEDDER), or make the library's vectors ` +
        `anew: rookery library reindex ${library}`,
      { reason: 'EMBEDDER_MISMATCH', metadata: { library, made_with: embedder, service: this.name } },
    );
  }
}
