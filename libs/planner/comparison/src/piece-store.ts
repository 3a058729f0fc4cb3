import type { Database } from '@rookery/shared-database';
import type { Piece } from './pieces.ts';
import type { PlayedPiece } from './played.ts';
import { comparisonTables } from './tables.ts';

/** What a piece is known by within its comparison. */
export type PieceKey = Pick<Piece, 'cell' | 'contender' | 'first'>;

/** A piece that was played, as it is kept. */
export type StoredPiece = PlayedPiece & PieceKey;

export const keyOf = ({ cell, contender, first }: PieceKey): string => `${cell}/${contender}/${first}`;

/** The played pieces of comparisons, in PostgreSQL: each is written once. */
export class PieceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a piece; the first one under a key stays. */
  async record(comparison: string, piece: Piece, played: PlayedPiece): Promise<void> {
    const { buffer, byteOffset, byteLength } = played.rows;
    await comparisonTables(this.#database)
      .insertInto('piece')
      .values({
        comparison,
        cell: piece.cell,
        contender: piece.contender,
        first: piece.first,
        searches: piece.searches,
        rows: Buffer.from(buffer, byteOffset, byteLength),
        cpu_us: played.cpuUs ?? null,
        failed: played.failed,
        lesson: played.lesson,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The keys of all that was played. */
  async played(comparison: string): Promise<Set<string>> {
    const rows = await comparisonTables(this.#database)
      .selectFrom('piece')
      .select(['cell', 'contender', 'first'])
      .where('comparison', '=', comparison)
      .execute();
    return new Set(rows.map(keyOf));
  }

  /** Whether a piece was played. */
  async has(comparison: string, { cell, contender, first }: PieceKey): Promise<boolean> {
    const row = await comparisonTables(this.#database)
      .selectFrom('piece')
      .select('first')
      .where('comparison', '=', comparison)
      .where('cell', '=', cell)
      .where('contender', '=', contender)
      .where('first', '=', first)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The pieces of a cell, by contender and then by problem. */
  async ofCell(comparison: string, cell: number): Promise<StoredPiece[]> {
    const rows = await comparisonTables(this.#database)
      .selectFrom('piece')
      .selectAll()
      .where('comparison', '=', comparison)
      .where('cell', '=', cell)
      .orderBy('contender')
      .orderBy('first')
      .execute();
    return rows.map(({ contender, first, rows: bytes, cpu_us, failed, lesson }) => ({
      cell,
      contender,
      first,
      // A copy, because a buffer of the driver need not begin at a multiple of eight.
      rows: new Float64Array(Uint8Array.from(bytes).buffer),
      cpuUs: cpu_us ?? undefined,
      failed,
      lesson,
    }));
  }
}
