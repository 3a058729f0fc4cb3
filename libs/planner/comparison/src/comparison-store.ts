import type { ComparisonResult } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Lay, OpenPiece } from '@rookery/shared-jobs';
import { sql, type Expression, type Transaction } from 'kysely';
import type { ComparisonProgress, LostContender, Query } from './comparison.ts';
import { QueryContents, queryKeyId } from './contents/query-contents.ts';
import { insertPieces } from './lay-pieces.ts';
import type { Piece } from './pieces.ts';
import type { PlayedPiece } from './played.ts';
import { COMPARISON_RESULT } from './stored-comparison.ts';
import { comparisonTables, type ComparisonTables } from './tables.ts';

/** What a new comparison is laid out as. */
export interface NewComparison {
  readonly simulated: boolean;
  readonly queries: readonly Query[];
  readonly pieces: readonly Piece[];
}

/** A piece that was played, as it is kept. */
export type StoredPiece = PlayedPiece & Pick<Piece, 'cell' | 'contender' | 'first' | 'searches'>;

/** Seconds that the rate of searches is taken over. */
const RATE_SECONDS = 10;
/** Queries of one statement, which takes 65,535 values. */
const AT_ONCE = 10_000;

/** What comparisons are besides jobs, in PostgreSQL: their queries, their pieces and what came of them. */
export class ComparisonStore {
  readonly #database: Database;
  readonly #contents: QueryContents;

  constructor(database: Database, contents = new QueryContents(database)) {
    this.#database = database;
    this.#contents = contents;
  }

  /** Writes the rows of a new comparison. */
  lay<Spec>({ simulated, queries, pieces }: NewComparison): Lay<Spec> {
    return async (transaction, { id: job }) => {
      const tables = transaction.withTables<ComparisonTables>();
      const searches = pieces.reduce((sum, piece) => sum + piece.searches, 0);
      await tables
        .insertInto('comparison')
        .values({ job, simulated, queries: queries.length, searches })
        .execute();
      for (let from = 0; from < queries.length; from += AT_ONCE) {
        const some = queries.slice(from, from + AT_ONCE);
        const ids = some.map((_, index) => queryKeyId(job, from + index));
        const keys = await this.#contents.makeKeys(transaction, ids);
        const rows = some.map((query, index) => {
          const id = queryKeyId(job, from + index);
          return { job, number: from + index, ...this.#contents.columns(query, id, keys.get(id)) };
        });
        await tables.insertInto('query').values(rows).execute();
      }
      await insertPieces(transaction, job, pieces);
    };
  }

  /** SELECT of what is not played, of all comparisons. */
  open(): Expression<OpenPiece> {
    return this.#tables.selectFrom('piece').select(['job', 'number as piece']).where('played_at', 'is', null);
  }

  /** A piece that is to be played; undefined: it was. */
  async openPiece(job: string, number: number): Promise<Piece | undefined> {
    return this.#tables
      .selectFrom('piece')
      .select(['cell', 'contender', 'first', 'problems', 'searches'])
      .where('job', '=', job)
      .where('number', '=', number)
      .where('played_at', 'is', null)
      .executeTakeFirst();
  }

  /** Keeps what came of a piece and counts it, in one statement; the first outcome of a piece stays. */
  async note(job: string, number: number, { rows, cpuUs, failed, lesson }: PlayedPiece): Promise<void> {
    const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
    await sql`
      WITH noted AS (
        UPDATE planner_comparison.piece
           SET played_at = now(), rows = ${bytes}, cpu_us = ${cpuUs ?? null}, failed = ${failed}, lesson = ${lesson}
         WHERE job = ${job} AND number = ${number} AND played_at IS NULL
        RETURNING searches, cpu_us
      )
      UPDATE planner_comparison.comparison AS c
         SET searches_done = c.searches_done + noted.searches, cpu_us = c.cpu_us + coalesce(noted.cpu_us, 0)
        FROM noted
       WHERE c.job = ${job}`.execute(this.#tables);
  }

  /**
   * Closes what a contender has left to play in these cells, because it died; the first reason stays. Pieces that others are
   * playing still are not counted any more.
   */
  async lose(
    job: string,
    { contender, reason, cells }: Pick<LostContender, 'contender' | 'reason'> & { readonly cells: number[] },
  ): Promise<void> {
    await sql`
      WITH closed AS (
        UPDATE planner_comparison.piece SET played_at = now()
         WHERE job = ${job} AND contender = ${contender} AND cell = ANY(${cells}::int[]) AND played_at IS NULL
        RETURNING searches
      )
      INSERT INTO planner_comparison.lost (job, contender, reason, searches)
      SELECT ${job}, ${contender}, ${reason}, coalesce(sum(searches), 0)::int FROM closed
      ON CONFLICT (job, contender) DO NOTHING`.execute(this.#tables);
  }

  /** Opens again what contenders that died have left to play; what was summed up without them is forgotten. */
  async takeBack(tables: Transaction<ComparisonTables>, job: string): Promise<void> {
    const lost = await tables.deleteFrom('lost').where('job', '=', job).executeTakeFirst();
    if (lost.numDeletedRows === 0n) return;
    await tables
      .updateTable('piece')
      .set({ played_at: null })
      .where('job', '=', job)
      .where('played_at', 'is not', null)
      .where('rows', 'is', null)
      .execute();
    await tables.updateTable('comparison').set({ result: null }).where('job', '=', job).execute();
  }

  /** The played pieces of a cell, by contender and then by problem. */
  async ofCell(job: string, cell: number): Promise<StoredPiece[]> {
    const rows = await this.#tables
      .selectFrom('piece')
      .select(['contender', 'first', 'searches', 'rows', 'cpu_us', 'failed', 'lesson'])
      .where('job', '=', job)
      .where('cell', '=', cell)
      .where('rows', 'is not', null)
      .orderBy('contender')
      .orderBy('first')
      .execute();
    return rows.map(({ contender, first, searches, rows: bytes, cpu_us, failed, lesson }) => ({
      cell,
      contender,
      first,
      searches,
      // A copy, because a buffer of the driver need not begin at a multiple of eight.
      rows: new Float64Array(Uint8Array.from(bytes ?? []).buffer),
      cpuUs: cpu_us ?? undefined,
      failed: failed ?? 0,
      lesson: lesson ?? '',
    }));
  }

  /** A query that came with the request. @throws RookeryError FAILED_PRECONDITION for one that was never kept */
  async query(job: string, number: number): Promise<Query> {
    const row = await this.#tables
      .selectFrom('query')
      .select(['content', 'sealed'])
      .where('job', '=', job)
      .where('number', '=', number)
      .executeTakeFirst();
    const id = queryKeyId(job, number);
    const keys = await this.#contents.keysOf(row === undefined || row.sealed === null ? [] : [id]);
    const query = row && this.#contents.opened(row, id, keys);
    if (query !== undefined) return query;
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `comparisons/${job}: its queries were not kept with it; start it anew`,
    );
  }

  /** Keeps what came of a comparison; the first result stays. */
  async keepResult(job: string, result: ComparisonResult): Promise<void> {
    await this.#tables
      .updateTable('comparison')
      .set({ result: COMPARISON_RESULT.write(result) })
      .where('job', '=', job)
      .where('result', 'is', null)
      .execute();
  }

  /** What came of a comparison; undefined until all is played. */
  async result(job: string): Promise<ComparisonResult | undefined> {
    const row = await this.#tables
      .selectFrom('comparison')
      .select('result')
      .where('job', '=', job)
      .where('result', 'is not', null)
      .executeTakeFirst();
    return row === undefined ? undefined : COMPARISON_RESULT.read(row.result, `comparisons/${job}`);
  }

  /** How far these have come. */
  async progress(jobs: readonly string[]): Promise<ReadonlyMap<string, ComparisonProgress>> {
    const rows = await this.#tables
      .selectFrom('comparison')
      .leftJoin(
        (lately) =>
          lately
            .selectFrom('piece')
            .select(['piece.job', sql<number>`sum(searches)::int`.as('lately')])
            .where('piece.played_at', '>', sql<Date>`now() - make_interval(secs => ${RATE_SECONDS})`)
            .where('piece.rows', 'is not', null)
            .groupBy('piece.job')
            .as('rate'),
        (join) => join.onRef('rate.job', '=', 'comparison.job'),
      )
      .select([
        'comparison.job',
        'simulated',
        'queries',
        'searches',
        'searches_done',
        'cpu_us',
        'rate.lately',
      ])
      .where('comparison.job', 'in', jobs)
      .execute();
    const lost = Map.groupBy(await this.#lost(jobs), ({ job }) => job);
    return new Map(
      rows.map((row) => [
        row.job,
        {
          simulated: row.simulated,
          queries: row.queries,
          searchesTotal: row.searches,
          searchesDone: row.searches_done,
          searchesPerSecond: (row.lately ?? 0) / RATE_SECONDS,
          cpuSeconds: row.cpu_us / 1e6,
          lost: lost.get(row.job) ?? [],
        },
      ]),
    );
  }

  #lost(jobs: readonly string[]): Promise<(LostContender & { readonly job: string })[]> {
    return this.#tables
      .selectFrom('lost')
      .select(['job', 'contender', 'reason', 'searches'])
      .where('job', 'in', jobs)
      .orderBy('contender')
      .execute();
  }

  get #tables() {
    return comparisonTables(this.#database);
  }
}
