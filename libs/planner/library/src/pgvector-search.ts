import type { Database } from '@rookery/shared-database';
import { sql, type RawBuilder } from 'kysely';
import type { PathContents } from './contents/path-contents.ts';
import { plannerTables } from './tables.ts';
import type { Neighbour } from './vector-index.ts';

/** Vectors copied in one transaction: 1.5 MB of 384 numbers. */
const PAGE = 1000;

interface CopiedPage {
  /** Paths there were to copy. */
  readonly seen: number;
  readonly last: bigint;
}

/**
 * The vectors of libraries in PostgreSQL by its extension pgvector: a copy of `path_vector` in the extension's own type, and
 * exact nearest neighbours over it (every vector of the library is measured).
 */
export class PgvectorSearch {
  readonly #database: Database;
  readonly #contents: PathContents;
  readonly #type: RawBuilder<unknown>;
  readonly #distance: RawBuilder<unknown>;

  /** @param schema where the extension is; the table is there */
  constructor(database: Database, schema: string, contents: PathContents) {
    this.#database = database;
    this.#contents = contents;
    this.#type = sql.id(schema, 'vector');
    this.#distance = sql`OPERATOR(${sql.id(schema)}.<=>)`;
  }

  /**
   * Copies the vectors of paths after a sequence number that have no copy, page by page, so that a call that gives up
   * leaves something behind.
   * @returns the highest sequence number of a path before; not complete: the library is of another embedder by now
   */
  async copy(
    library: string,
    embedder: string,
    after: bigint,
    signal: AbortSignal,
  ): Promise<{ readonly last: bigint; readonly complete: boolean }> {
    const { rows } = await sql<{ last: string | null }>`
      SELECT max(sequence) AS last FROM planner.path WHERE library = ${library}`.execute(
      plannerTables(this.#database),
    );
    const last = BigInt(rows[0]?.last ?? 0);
    for (let from = after; ;) {
      signal.throwIfAborted();
      const page = await this.#copyPage(library, embedder, from);
      if (page === undefined) return { last, complete: false };
      if (page.seen < PAGE) return { last, complete: true };
      from = page.last;
    }
  }

  /** The nearest of the library, nearest first; equal ones in the order they were stored. */
  async nearest(library: string, query: Float32Array, limit: number): Promise<Neighbour[]> {
    const { rows } = await sql<{ id: string; distance: number }>`
      SELECT path AS id, embedding ${this.#distance} ${literal(query)}::${this.#type} AS distance
        FROM planner.path_pgvector
       WHERE library = ${library}
       ORDER BY distance, sequence
       LIMIT ${limit}`.execute(plannerTables(this.#database));
    // Rounding may leave the range by a little.
    return rows.map(({ id, distance }) => ({ id, similarity: Math.min(1, Math.max(0, 1 - distance)) }));
  }

  /** @returns undefined when the library is of another embedder by now */
  #copyPage(library: string, embedder: string, after: bigint): Promise<CopiedPage | undefined> {
    return plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        // Paths before the library, the order of all who lock both.
        const { rows: lacking } = await sql<{ id: string; sequence: string }>`
          SELECT p.id, p.sequence
            FROM planner.path p
            JOIN planner.path_vector v ON v.path = p.id
            LEFT JOIN planner.path_pgvector c ON c.path = p.id
           WHERE p.library = ${library} AND p.sequence > ${String(after)} AND c.path IS NULL
           ORDER BY p.sequence
           LIMIT ${PAGE}
             FOR KEY SHARE OF p`.execute(transaction);
        const owner = await transaction
          .selectFrom('library')
          .select('embedder')
          .where('name', '=', library)
          .forShare()
          .executeTakeFirst();
        if (owner?.embedder !== embedder) return undefined;
        const last = lacking.at(-1);
        if (last === undefined) return { seen: 0, last: after };
        // Read under both locks: what was removed meanwhile is not in it, and nothing can be removed from here on.
        const stored = await transaction
          .selectFrom('path_vector')
          .select(['path', 'vector', 'is_sealed'])
          .where(
            'path',
            'in',
            lacking.map(({ id }) => id),
          )
          .execute();
        const keys = await this.#contents.keysOf(
          stored.flatMap(({ path, is_sealed }) => (is_sealed ? [path] : [])),
          transaction,
        );
        const sequences = new Map(lacking.map(({ id, sequence }) => [id, sequence]));
        const copied = { seen: lacking.length, last: BigInt(last.sequence) };
        // The extension searches what it can read: its copy lies as it is.
        const rows = stored.flatMap(({ path, vector, is_sealed }) => {
          const bytes = is_sealed ? this.#contents.openedBytes(vector, 'vector', path, keys) : vector;
          if (bytes === undefined) return [];
          return [sql`(${path}, ${library}, ${sequences.get(path)}, ${binary(bytes)}::${this.#type})`];
        });
        if (rows.length === 0) return copied;
        await sql`
          INSERT INTO planner.path_pgvector (path, library, sequence, embedding) VALUES ${sql.join(rows)}
          ON CONFLICT (path) DO NOTHING`.execute(transaction);
        return copied;
      });
  }
}

/**
 * A stored vector in the extension's binary form: its length and an unused number, 2 bytes each, then the numbers, all
 * big-endian. Text takes five times as long.
 */
function binary(stored: Buffer): Buffer {
  const form = Buffer.alloc(4 + stored.length);
  form.writeUInt16BE(stored.length / 4);
  stored.copy(form, 4);
  form.subarray(4).swap32();
  return form;
}

/** A vector as the extension reads it. */
function literal(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}
