import { Worker } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { WORKERS_MIGRATIONS, WORKERS_SCHEMA } from './migrations.ts';

/** What a worker says with each renewal. */
export type Load = Pick<Worker, 'inFlight' | 'callsPerSecond'>;

/** What changes with a renewal, and which registration it belongs to. */
export interface LeaseRow {
  readonly worker: string;
  /** A new one with each registration, so that a worker is read only when it has said something new. */
  readonly registration: string;
  readonly inFlight: number;
  readonly callsPerSecond: number | undefined;
  /** Milliseconds until the lease ends by the database's clock; 0 and less: it has ended. */
  readonly leftMs: number;
}

/** A lease that ended so long ago is nobody's any more, in hours. */
const FORGOTTEN_AFTER_HOURS = 1;

/** Brings the schema of leases to its newest step. */
export async function migrateWorkers(database: Database): Promise<void> {
  await migrate(database, WORKERS_SCHEMA, WORKERS_MIGRATIONS);
}

/**
 * The leases in PostgreSQL. Only the database's clock counts, because replicas may disagree on what time it is. A lease that
 * has ended is still renewed while its row is there: the worker lives, and has said nothing new since it registered.
 */
export class LeaseStore {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: Database): Promise<LeaseStore> {
    await migrateWorkers(database);
    return new LeaseStore(database);
  }

  /** Enters a worker or replaces the one with its id, for `leaseMs` milliseconds. */
  async register(worker: Worker, leaseMs: number): Promise<void> {
    await this.#database.pool.query(
      `WITH forgotten AS (
         DELETE FROM gateway_workers.lease
          WHERE worker <> $1 AND expires_at < now() - make_interval(hours => $5))
       INSERT INTO gateway_workers.lease (worker, registration, message, in_flight, calls_per_second, expires_at)
       VALUES ($1, nextval('gateway_workers.registration'), $2, $3, $6, now() + make_interval(secs => $4))
           ON CONFLICT (worker) DO UPDATE
          SET registration = excluded.registration, message = excluded.message, in_flight = excluded.in_flight,
              calls_per_second = excluded.calls_per_second, expires_at = excluded.expires_at`,
      [
        worker.id,
        Buffer.from(Worker.encode(worker).finish()),
        worker.inFlight,
        leaseMs / 1000,
        FORGOTTEN_AFTER_HOURS,
        worker.callsPerSecond,
      ],
    );
  }

  /** @returns false when there is no lease of that id */
  async renew(id: string, { inFlight, callsPerSecond }: Load, leaseMs: number): Promise<boolean> {
    const { rowCount } = await this.#database.pool.query(
      `UPDATE gateway_workers.lease
          SET in_flight = $2, calls_per_second = $4, expires_at = now() + make_interval(secs => $3)
        WHERE worker = $1`,
      [id, inFlight, leaseMs / 1000, callsPerSecond],
    );
    return (rowCount ?? 0) > 0;
  }

  async remove(id: string): Promise<void> {
    await this.#database.pool.query('DELETE FROM gateway_workers.lease WHERE worker = $1', [id]);
  }

  /** All leases by worker id, also those that have ended. */
  async leases(): Promise<readonly LeaseRow[]> {
    const { rows } = await this.#database.pool.query<
      Omit<LeaseRow, 'callsPerSecond'> & { readonly callsPerSecond: number | null }
    >(
      `SELECT worker, registration::text, in_flight::float8 AS "inFlight", calls_per_second AS "callsPerSecond",
              (extract(epoch FROM expires_at - now()) * 1000)::float8 AS "leftMs"
         FROM gateway_workers.lease ORDER BY worker`,
    );
    return rows.map((row) => ({ ...row, callsPerSecond: row.callsPerSecond ?? undefined }));
  }

  /** What the workers said of themselves, by registration; one that is gone by now is missing. */
  async workers(registrations: readonly string[]): Promise<ReadonlyMap<string, Worker>> {
    const { rows } = await this.#database.pool.query<{ registration: string; message: Uint8Array }>(
      'SELECT registration::text, message FROM gateway_workers.lease WHERE registration = ANY($1::bigint[])',
      [registrations],
    );
    return new Map(rows.map(({ registration, message }) => [registration, Worker.decode(message)]));
  }
}
