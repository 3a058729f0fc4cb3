import type { Database, Queue } from '@rookery/shared-database';
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Job } from './job.ts';
import type { JobKind, OpenPiece } from './job-kind.ts';
import type { JobTables } from './job-table.ts';

/** Names one piece for the queue, which carries nothing else. */
export type PieceIds = {
  readonly job: string;
  readonly generation: number;
  readonly piece: number;
};

/** Stands for a piece where none is open: the job only has to be ended. */
export const SETTLING = -1;

/** Brings open pieces into the queue. The pieces are the truth, the queue says who has them. */
export class PieceQueue {
  readonly #db: Kysely<JobTables>;
  readonly #schema: string;
  readonly #kind: Pick<JobKind<never, unknown>, 'name' | 'open'>;
  readonly #queue: Queue<PieceIds>;

  constructor(
    database: Database,
    schema: string,
    kind: Pick<JobKind<never, unknown>, 'name' | 'open'>,
    queue: Queue<PieceIds>,
  ) {
    this.#db = database.tables<JobTables>(schema);
    this.#schema = schema;
    this.#kind = kind;
    this.#queue = queue;
  }

  /** Lets this process look for pieces at once: for when they are committed. */
  wake(): void {
    this.#queue.wake();
  }

  /** Sends what is open of a job, if and only if the transaction commits; `wake` then. @returns how many pieces are open */
  async send(transaction: Transaction<JobTables>, { id, generation }: Job): Promise<number> {
    const { rows } = await this.#openOf(id, sql`ORDER BY piece`).execute(transaction);
    const pieces = rows.length === 0 ? [SETTLING] : rows.map(({ piece }) => piece);
    await this.#queue.send(
      pieces.map((piece) => queued({ job: id, generation, piece })),
      { transaction },
    );
    return rows.length;
  }

  async isOpen({ id }: Job): Promise<boolean> {
    const { rows } = await this.#openOf(id, sql`LIMIT 1`).execute(this.#db);
    return rows.length > 0;
  }

  /**
   * Sends again what the queue has lost: attempts are used up in a long outage, its table was restored from a backup, or a
   * process died between the last piece of a job and its end.
   * @returns how many pieces that were
   */
  async sendLost(): Promise<number> {
    const jobs = sql`${sql.table(`${this.#schema}.job`)} AS job`;
    const atWork = sql`job.kind = ${this.#kind.name} AND job.state IN ('pending', 'running')`;
    const { rows } = await sql<PieceIds>`
      WITH piece AS NOT MATERIALIZED (${this.#kind.open()})
      SELECT job.id AS job, job.generation, piece.piece
        FROM ${jobs} JOIN piece ON piece.job = job.id
       WHERE ${atWork} AND NOT ${this.#queue.holds(sql`concat_ws('/', job.id, job.generation, piece.piece)`)}
      UNION ALL
      SELECT job.id, job.generation, ${SETTLING}::int
        FROM ${jobs}
       WHERE ${atWork} AND NOT EXISTS (SELECT FROM piece WHERE piece.job = job.id)
         AND NOT ${this.#queue.holdsSome(sql`concat_ws('/', job.id, job.generation, '')`)}`.execute(this.#db);
    return this.#queue.send(rows.map(queued));
  }

  /** Takes the pieces of a job out of the queue and aborts those that are being done; a resumed job's new ones stay. */
  async cancel({ id, generation }: Job): Promise<void> {
    await this.#queue.cancel({ job: id, generation });
  }

  #openOf(job: string, end: RawBuilder<unknown>): RawBuilder<OpenPiece> {
    return sql`SELECT job, piece FROM (${this.#kind.open()}) AS piece WHERE job = ${job} ${end}`;
  }
}

/** Low pieces first, so that several jobs share a process instead of queueing up. */
function queued(ids: PieceIds): { key: string; ids: PieceIds; priority: number } {
  return { key: `${ids.job}/${ids.generation}/${ids.piece}`, ids, priority: -ids.piece };
}
