import type { Database, SchemaMigrations } from '@rookery/shared-database';
import { olderThan } from '@rookery/shared-retention';
import { sql, type Kysely, type QueryExecutorProvider } from 'kysely';
import type { RemoteBatch } from './batch-server.ts';

/** The schema of batches; it has no column that a prompt or an answer could be put into. */
export const BATCH_SCHEMA = 'inference_batches';

export const BATCH_MIGRATIONS: SchemaMigrations = {
  '0001_batches': {
    async up(db) {
      await sql`
        CREATE TABLE batch (
          id uuid PRIMARY KEY,
          server text NOT NULL,
          model text NOT NULL,
          requests int NOT NULL,
          input_file text,
          remote_id text,
          status text NOT NULL DEFAULT 'submitting',
          word text NOT NULL DEFAULT '',
          abandoned boolean NOT NULL DEFAULT false,
          completed int NOT NULL DEFAULT 0,
          failed int NOT NULL DEFAULT 0,
          output_file text,
          error_file text,
          created_at timestamptz NOT NULL DEFAULT now(),
          polled_at timestamptz NOT NULL DEFAULT now(),
          wanted_at timestamptz NOT NULL DEFAULT now(),
          sending_at timestamptz NOT NULL DEFAULT now(),
          ended_at timestamptz
        )`.execute(db);
      await sql`CREATE INDEX batch_open ON batch (server) WHERE ended_at IS NULL`.execute(db);
      // A request stands in one batch at a time.
      await sql`
        CREATE TABLE batch_request (
          server text NOT NULL,
          custom_id text COLLATE "C" NOT NULL,
          batch uuid NOT NULL REFERENCES batch ON DELETE CASCADE,
          PRIMARY KEY (server, custom_id)
        )`.execute(db);
      await sql`CREATE INDEX batch_request_by_batch ON batch_request (batch)`.execute(db);
    },
  },
};

/** A batch on record. */
export interface BatchRow {
  readonly id: string;
  readonly model: string;
  readonly requests: number;
  readonly inputFile: string | null;
  /** Null: it is not known whether the server has it. */
  readonly remoteId: string | null;
  /** The server's own, `submitting`, or `lost`. */
  readonly status: string;
  readonly word: string;
  /** It was cancelled from here, because nobody waited for it. */
  readonly abandoned: boolean;
  readonly completed: number;
  readonly failed: number;
  readonly outputFile: string | null;
  readonly errorFile: string | null;
  readonly ended: boolean;
  /** Milliseconds since it was put on record. */
  readonly ageMs: number;
  /** Since anybody waited for any of its answers. */
  readonly unwantedMs: number;
  /** Since whoever sends it last said so. */
  readonly unsentMs: number;
}

/** A batch that is not done, for people who wait. */
export type OpenBatch = Pick<BatchRow, 'model' | 'requests' | 'completed' | 'failed' | 'status' | 'ageMs'>;

const COLUMNS = sql`
  id, model, requests, input_file AS "inputFile", remote_id AS "remoteId", status, word, abandoned, completed, failed,
  output_file AS "outputFile", error_file AS "errorFile", ended_at IS NOT NULL AS ended,
  (extract(epoch FROM now() - created_at) * 1000)::float8 AS "ageMs",
  (extract(epoch FROM now() - wanted_at) * 1000)::float8 AS "unwantedMs",
  (extract(epoch FROM now() - sending_at) * 1000)::float8 AS "unsentMs"`;

/** Deletes batches that ended more than so many days ago, with which requests they had. @returns how many */
export function forgetBatches(days: number): (db: QueryExecutorProvider, most: number) => Promise<number> {
  return async (db, most) => {
    const { numAffectedRows = 0n } = await sql`
      DELETE FROM inference_batches.batch WHERE id = ANY(ARRAY(
        SELECT id FROM inference_batches.batch WHERE ${olderThan('ended_at', days)} LIMIT ${most} FOR UPDATE SKIP LOCKED))`.execute(
      db,
    );
    return Number(numAffectedRows);
  };
}

/** Which requests of one server are in which batch, and how batches stand: what outlives a process. */
export class BatchStore {
  readonly #db: Kysely<unknown>;
  readonly #server: string;

  constructor(database: Database, server: string) {
    this.#db = database.tables(BATCH_SCHEMA);
    this.#server = server;
  }

  /** The batches that requests stand in, by custom id. */
  async find(customIds: readonly string[]): Promise<ReadonlyMap<string, BatchRow>> {
    const { rows } = await sql<BatchRow & { customId: string }>`
      SELECT custom_id AS "customId", ${COLUMNS}
        FROM inference_batches.batch_request JOIN inference_batches.batch ON batch.id = batch_request.batch
       WHERE batch_request.server = ${this.#server} AND custom_id = ANY(${[...customIds]}::text[])`.execute(
      this.#db,
    );
    return new Map(rows.map((row) => [row.customId, row]));
  }

  /**
   * Puts a batch on record before anything is sent, with those of the requests that stand in no other batch that is not done.
   * @returns the requests that are its own now
   */
  async open(id: string, model: string, customIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#db.transaction().execute(async (transaction) => {
      await sql`
        INSERT INTO inference_batches.batch (id, server, model, requests)
        VALUES (${id}, ${this.#server}, ${model}, 0)`.execute(transaction);
      const { rows } = await sql<{ custom_id: string }>`
        INSERT INTO inference_batches.batch_request AS request (server, custom_id, batch)
        SELECT ${this.#server}, custom_id, ${id} FROM unnest(${[...customIds].sort()}::text[]) AS custom_id
        ON CONFLICT (server, custom_id) DO UPDATE SET batch = EXCLUDED.batch
          WHERE EXISTS (SELECT FROM inference_batches.batch WHERE id = request.batch AND ended_at IS NOT NULL)
        RETURNING custom_id`.execute(transaction);
      if (rows.length === 0) {
        await sql`DELETE FROM inference_batches.batch WHERE id = ${id}`.execute(transaction);
      } else {
        await sql`UPDATE inference_batches.batch SET requests = ${rows.length} WHERE id = ${id}`.execute(
          transaction,
        );
      }
      return new Set(rows.map(({ custom_id }) => custom_id));
    });
  }

  /** @returns false when the batch is no longer on record: somebody took its sender for dead, and its requests are free */
  async uploaded(id: string, inputFile: string): Promise<boolean> {
    const { numAffectedRows } = await sql`
      UPDATE inference_batches.batch SET input_file = ${inputFile}, sending_at = now() WHERE id = ${id}`.execute(
      this.#db,
    );
    return numAffectedRows === 1n;
  }

  /** Notes how a batch stands at its server. @param ended nothing more will come of it */
  async stands(id: string, remote: RemoteBatch, ended: boolean): Promise<void> {
    await sql`
      UPDATE inference_batches.batch SET
        remote_id = ${remote.id}, status = ${remote.status}, word = ${remote.word}, completed = ${remote.completed},
        failed = ${remote.failed}, output_file = ${remote.outputFile ?? null}, error_file = ${remote.errorFile ?? null},
        ended_at = CASE WHEN ${ended} THEN coalesce(ended_at, now()) END
       WHERE id = ${id}`.execute(this.#db);
  }

  async abandon(id: string): Promise<void> {
    await sql`UPDATE inference_batches.batch SET abandoned = true WHERE id = ${id}`.execute(this.#db);
  }

  /** The server knows nothing of it any more. */
  async lost(id: string): Promise<void> {
    await sql`UPDATE inference_batches.batch SET status = 'lost', ended_at = now() WHERE id = ${id}`.execute(
      this.#db,
    );
  }

  /** Forgets a batch that its server never had: its requests are free. */
  async remove(id: string): Promise<void> {
    await sql`DELETE FROM inference_batches.batch WHERE id = ${id}`.execute(this.#db);
  }

  /** Batches that are not done and that nobody has looked after for so long; whoever is given one looks after it. */
  async claim(everyMs: number): Promise<readonly BatchRow[]> {
    const { rows } = await sql<BatchRow>`
      UPDATE inference_batches.batch SET polled_at = now() WHERE id IN (
        SELECT id FROM inference_batches.batch
         WHERE server = ${this.#server} AND ended_at IS NULL
           AND polled_at <= now() - make_interval(secs => ${everyMs / 1000}::float8)
         FOR UPDATE SKIP LOCKED)
      RETURNING ${COLUMNS}`.execute(this.#db);
    return rows;
  }

  /** Batches by id. */
  async read(ids: readonly string[]): Promise<ReadonlyMap<string, BatchRow>> {
    const { rows } = await sql<BatchRow>`
      SELECT ${COLUMNS} FROM inference_batches.batch WHERE id = ANY(${[...ids]}::uuid[])`.execute(this.#db);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Somebody waits for answers of these batches. */
  async wanted(ids: readonly string[]): Promise<void> {
    await sql`UPDATE inference_batches.batch SET wanted_at = now() WHERE id = ANY(${[...ids]}::uuid[])`.execute(
      this.#db,
    );
  }

  /** They are being sent, by somebody who lives. */
  async sending(ids: readonly string[]): Promise<void> {
    await sql`UPDATE inference_batches.batch SET sending_at = now() WHERE id = ANY(${[...ids]}::uuid[])`.execute(
      this.#db,
    );
  }

  /** Batches that ended so long ago that their answers are not kept any more. */
  async old(days: number): Promise<readonly BatchRow[]> {
    const { rows } = await sql<BatchRow>`
      SELECT ${COLUMNS} FROM inference_batches.batch
       WHERE server = ${this.#server} AND ended_at < now() - make_interval(days => ${days}::int) LIMIT 100`.execute(
      this.#db,
    );
    return rows;
  }

  /** Batches of this server that are not done, oldest first. */
  async openBatches(): Promise<readonly OpenBatch[]> {
    const { rows } = await sql<BatchRow>`
      SELECT ${COLUMNS} FROM inference_batches.batch
       WHERE server = ${this.#server} AND ended_at IS NULL ORDER BY created_at LIMIT 1000`.execute(this.#db);
    return rows.map(({ model, requests, completed, failed, status, ageMs }) => ({
      model,
      requests,
      completed,
      failed,
      status,
      ageMs,
    }));
  }
}
