import type { Database } from '@rookery/shared-database';
import { LexicalIndex, type Neighbour } from './lexical-index.ts';
import { plannerTables } from './tables.ts';

interface LibraryIndex {
  readonly texts: LexicalIndex;
  readonly lastSequence: bigint;
}

/**
 * Sequence numbers are given before their transactions commit, so a lower number may appear after a higher one; this
 * many are looked at again.
 */
const LATE_COMMITS = 1000n;

/** Indexes the queries of libraries in memory and follows what any process inserts. */
export class PathIndex {
  /** What measures similarity, as answers and reports name it. */
  readonly name = 'lexical';
  readonly #database: Database;
  readonly #libraries = new Map<string, LibraryIndex>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The ids of the paths whose queries are most similar, most similar first. */
  async nearest(library: string, query: string, limit: number): Promise<Neighbour[]> {
    const { texts } = await this.#upToDate(library);
    return texts.nearest(query, limit);
  }

  async #upToDate(library: string): Promise<LibraryIndex> {
    const stored = await this.#count(library);
    let index = this.#libraries.get(library) ?? { texts: new LexicalIndex(), lastSequence: 0n };
    if (index.texts.size !== stored)
      index = await this.#extend(library, index, index.lastSequence - LATE_COMMITS);
    // Something was removed, or committed later than expected: read all of it.
    if (index.texts.size < stored) index = await this.#extend(library, index, 0n);
    if (index.texts.size > stored) {
      index = await this.#extend(library, { texts: new LexicalIndex(), lastSequence: 0n }, 0n);
    }
    this.#libraries.set(library, index);
    return index;
  }

  async #count(library: string): Promise<number> {
    const { count } = await plannerTables(this.#database)
      .selectFrom('path')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('library', '=', library)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async #extend(library: string, index: LibraryIndex, after: bigint): Promise<LibraryIndex> {
    const rows = await plannerTables(this.#database)
      .selectFrom('path')
      .select(['id', 'query', 'sequence'])
      .where('library', '=', library)
      .where('sequence', '>', String(after))
      .orderBy('sequence')
      .execute();
    for (const { id, query } of rows) index.texts.add(id, query);
    const last = BigInt(rows.at(-1)?.sequence ?? 0);
    return { texts: index.texts, lastSequence: last > index.lastSequence ? last : index.lastSequence };
  }
}
