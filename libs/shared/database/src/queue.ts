import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import type { JobWithMetadata, KyselyTransactionLike, PgBoss } from 'pg-boss';
import type { Database } from './database.ts';
import type { DatabaseLog } from './log.ts';
import { checkJobIds, storableFailure, type JobIds } from './queue-job.ts';
import { startBoss } from './queue-boss.ts';
import { withSortedErrors } from './sorted-error.ts';

/** One of the workers that have nothing to do looks for jobs so often; when it finds one, the next looks at once. Milliseconds. */
const LOOK_EVERY_MS = 500;
/** Each looks by itself, too: a worker is never forgotten. */
const POLL_SECONDS = 30;
/** A job whose worker has been silent this long is taken away from it; pg-boss allows no less than 10. */
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_REFRESH_SECONDS = 2;
const DEFAULT_RETRY_LIMIT = 50;
const DEFAULT_EXPIRE_SECONDS = 3_600;
const MAX_RETRY_DELAY_SECONDS = 30;
const KEEP_FINISHED_SECONDS = 86_400;
const STOP_PATIENCE_MS = 10_000;

/** A job that is sent by the clock, once each time however many processes have the queue open. */
export interface RepeatedJob {
  readonly key: string;
  /** When, in UTC, as cron says it: `17 * * * *` is 17 minutes after each hour. Minutes are as fine as it gets. */
  readonly cron: string;
}

export interface QueueOptions {
  readonly database: Database;
  /** A schema that only queues use; made when missing: `benchmark_queue`. */
  readonly schema: string;
  /** Letters, digits, `_`, `-`, `.` and `/`: `chunks`. */
  readonly name: string;
  readonly log: DatabaseLog;
  /** How often a failed or abandoned job is tried again; 50 by default, with 1 to 30 s between. */
  readonly retryLimit?: number | undefined;
  /** How long one attempt may take at most, in seconds; an hour by default. */
  readonly expireSeconds?: number | undefined;
  /** A job without ids that comes again and again, while a process has the queue open. */
  readonly repeated?: RepeatedJob | undefined;
}

export interface JobToSend<Ids extends JobIds> {
  /** The job's natural key: while one of this key waits or runs, sending it again does nothing. */
  readonly key: string;
  readonly ids: Ids;
  /** Higher runs first; 0 by default. */
  readonly priority?: number | undefined;
}

export interface SendOptions {
  /** A Kysely transaction: the jobs then exist if and only if it commits. */
  readonly transaction?: KyselyTransactionLike | undefined;
}

export interface RunningJob<Ids extends JobIds> {
  readonly ids: Ids;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborts when the job is cancelled, the queue stops, or the job was given to another worker. */
  readonly signal: AbortSignal;
}

export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  /** Tried as often as the limit allows; kept for a day. */
  readonly failed: number;
}

type Handler<Ids extends JobIds> = (job: RunningJob<Ids>) => Promise<void>;

/**
 * One durable queue of jobs. A job runs at least once: after a crash it runs again, so its effects have to be
 * idempotent. A job held by a killed process is free again 10 to 15 s later, and taken within a second or two.
 */
export class Queue<Ids extends JobIds> {
  readonly #options: QueueOptions;
  readonly #boss: PgBoss;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, AbortController>();
  readonly #interrupted = new Set<string>();
  /** Workers without a job. */
  readonly #idle = new Set<string>();
  #looking: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | undefined;

  /** Use openQueue. */
  constructor(options: QueueOptions, boss: PgBoss) {
    this.#options = options;
    this.#boss = boss;
  }

  /**
   * Puts jobs into the queue.
   * @returns how many were new, that is, had no waiting or running job of the same key
   */
  async send(jobs: readonly JobToSend<Ids>[], { transaction }: SendOptions = {}): Promise<number> {
    for (const { ids } of jobs) checkJobIds(ids);
    const rows = jobs.map(({ key, ids, priority = 0 }) => ({ singletonKey: key, data: ids, priority }));
    const db = transaction === undefined ? {} : { db: (await import('pg-boss')).fromKysely(transaction) };
    const sent = await withSortedErrors(() =>
      this.#boss.insert(this.#options.name, rows, { ...db, returnId: true }),
    );
    // Before the transaction commits there is nothing to see.
    if (transaction === undefined) this.wake();
    return sent?.length ?? 0;
  }

  /** Lets this process look for jobs now instead of at its next poll: for who has committed what was sent in a transaction. */
  wake(): void {
    const [first] = this.#idle;
    if (first !== undefined) this.#boss.notifyWorker(first);
  }

  /**
   * Runs jobs with `handler`, at most `concurrency` at once in this process. A handler that throws has its
   * job tried again later; only our own error codes and messages are kept with the job.
   */
  async work(handler: Handler<Ids>, { concurrency }: { concurrency: number }): Promise<void> {
    this.#looking ??= setInterval(() => this.wake(), LOOK_EVERY_MS);
    for (let worker = 0; worker < concurrency; worker += 1) {
      const id: string = await this.#boss.work(
        this.#options.name,
        {
          includeMetadata: true,
          batchSize: 1,
          pollingIntervalSeconds: POLL_SECONDS,
          heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
        },
        async (batch: JobWithMetadata<Ids>[]) => {
          // There may be more: for another one now, and for this one afterwards.
          this.#idle.delete(id);
          this.wake();
          try {
            for (const job of batch) await this.#run(job, handler);
          } finally {
            this.#idle.add(id);
            this.#boss.notifyWorker(id);
          }
        },
      );
      this.#idle.add(id);
    }
  }

  /**
   * Cancels every waiting and running job whose ids include `match`. Running ones see their signal abort: at
   * once in this process, within 2 s in another.
   * @returns how many were cancelled
   */
  async cancel(match: Partial<Ids>): Promise<number> {
    const { database, schema, name } = this.#options;
    const { rows } = await database.pool.query<{ id: string }>(
      `SELECT id FROM ${schema}.job
        WHERE name = $1 AND data @> $2::jsonb AND state IN ('created', 'retry', 'active')`,
      [name, JSON.stringify(match)],
    );
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return 0;
    await withSortedErrors(() => this.#boss.cancel(name, ids));
    for (const id of ids)
      this.#running.get(id)?.abort(new DOMException('the job was cancelled', 'AbortError'));
    return ids.length;
  }

  /** How many jobs whose ids include `match` (all, without it) are in which state. */
  async counts(match: Partial<Ids> = {}): Promise<JobCounts> {
    const { database, schema, name } = this.#options;
    const { rows } = await database.pool.query<JobCounts>(
      `SELECT count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting,
              count(*) FILTER (WHERE state = 'active')::int AS running,
              count(*) FILTER (WHERE state = 'failed')::int AS failed
         FROM ${schema}.job WHERE name = $1 AND data @> $2::jsonb`,
      [name, JSON.stringify(match)],
    );
    return rows[0] ?? { waiting: 0, running: 0, failed: 0 };
  }

  /**
   * The condition that a job waits or runs, for queries that look for what no job carries.
   * @param key of one job; its lookup uses the index that keeps keys apart
   */
  holds(key: RawBuilder<string>): RawBuilder<boolean> {
    return this.#held(sql`COALESCE(held.singleton_key, '') = ${key}`);
  }

  /** The same of any job whose key begins with `prefix`; reads all jobs that wait or run. */
  holdsSome(prefix: RawBuilder<string>): RawBuilder<boolean> {
    return this.#held(sql`starts_with(held.singleton_key, ${prefix})`);
  }

  /**
   * Takes no more jobs, aborts the running ones and puts them back, to be taken by others at once. Waits for
   * the handlers, at most 10 s. Call it before the database is closed; calling it again does nothing more.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  #held(condition: RawBuilder<unknown>): RawBuilder<boolean> {
    const { schema, name } = this.#options;
    return sql`EXISTS (SELECT FROM ${sql.table(`${schema}.job`)} AS held
                        WHERE held.name = ${name} AND held.policy = 'exclusive' AND held.state <= 'active' AND ${condition})`;
  }

  async #stop(): Promise<void> {
    const { name } = this.#options;
    clearInterval(this.#looking);
    this.#stopping.abort(new DOMException('the service is stopping', 'AbortError'));
    const patience = new AbortController();
    await Promise.race([
      this.#boss.offWork(name, { wait: true }),
      sleep(STOP_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    // A stop is no failure: what it interrupted need not wait as long as what went wrong.
    for (const id of this.#interrupted)
      await this.#boss.update(name, undefined, { id, startAfter: new Date(0) }).catch(() => undefined);
    await this.#boss.stop({ graceful: false, close: false });
  }

  async #run(job: JobWithMetadata<Ids>, handler: Handler<Ids>): Promise<void> {
    const cancelled = new AbortController();
    const signal = AbortSignal.any([job.signal, cancelled.signal, this.#stopping.signal]);
    this.#running.set(job.id, cancelled);
    try {
      signal.throwIfAborted();
      await handler({ ids: job.data, attempt: job.retryCount + 1, signal });
    } catch (caught) {
      if (this.#stopping.signal.aborted) this.#interrupted.add(job.id);
      const failure = storableFailure(caught);
      if (!signal.aborted)
        this.#options.log.warn(
          { queue: this.#options.name, job: job.id, attempt: job.retryCount + 1 },
          `a job failed and will be tried again: ${failure.message}`,
        );
      throw failure;
    } finally {
      this.#running.delete(job.id);
    }
  }
}

/**
 * Opens a queue, making its schema and its tables when missing; several processes may do so at once.
 * @throws RookeryError INVALID_ARGUMENT when the schema's name is not a plain one.
 */
export function openQueue<Ids extends JobIds>(options: QueueOptions): Promise<Queue<Ids>> {
  return withSortedErrors(() => open(options));
}

async function open<Ids extends JobIds>(options: QueueOptions): Promise<Queue<Ids>> {
  const { repeated } = options;
  const boss = await startBoss({ ...options, schedule: repeated !== undefined });
  const policy = {
    retryLimit: options.retryLimit ?? DEFAULT_RETRY_LIMIT,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: MAX_RETRY_DELAY_SECONDS,
    expireInSeconds: options.expireSeconds ?? DEFAULT_EXPIRE_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    deleteAfterSeconds: KEEP_FINISHED_SECONDS,
  };
  await boss.createQueue(options.name, { ...policy, policy: 'exclusive' });
  // Creating leaves a queue that exists as it is; a newer version may have changed its policy.
  await boss.updateQueue(options.name, policy);
  // The first insert looks the queue up, over a connection of its own: where it came within a transaction, as many of them as
  // the pool has connections would wait for each other.
  await boss.insert(options.name, []);
  if (repeated !== undefined) {
    await boss.schedule(options.name, repeated.cron, {}, { tz: 'UTC', singletonKey: repeated.key });
  }
  return new Queue<Ids>(options, boss);
}
