import { sql, type QueryExecutorProvider } from 'kysely';
import type { Piece } from './pieces.ts';

/** Pieces of one statement. */
const AT_ONCE = 20_000;

/** Writes the pieces of a job, none of them played. */
export async function insertPieces(
  tables: QueryExecutorProvider,
  job: string,
  pieces: readonly Piece[],
): Promise<void> {
  for (let from = 0; from < pieces.length; from += AT_ONCE) {
    const some = pieces.slice(from, from + AT_ONCE);
    const column = (name: keyof Piece) => sql`${some.map((piece) => piece[name])}::int[]`;
    await sql`
      INSERT INTO planner_comparison.piece (job, cell, contender, first, problems, searches, number)
      SELECT ${job}, cell, contender, first, problems, searches, ${from}::int + ordinal - 1
        FROM unnest(${column('cell')}, ${column('contender')}, ${column('first')}, ${column('problems')}, ${column('searches')})
             WITH ORDINALITY AS laid (cell, contender, first, problems, searches, ordinal)`.execute(tables);
  }
}
