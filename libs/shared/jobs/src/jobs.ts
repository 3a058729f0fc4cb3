import { setInterval } from 'node:timers/promises';
import {
  openQueue,
  watchChanges,
  type Database,
  type Page,
  type PageRequest,
  type Queue,
  type Reader,
} from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Transaction } from 'kysely';
import { isFinal, type Job, type JobLimits, type SeenJob } from './job.ts';
import type { JobKind } from './job-kind.ts';
import { JobStore, type JobRequest, type NewJob } from './job-store.ts';
import type { JobTables } from './job-table.ts';
import { PieceQueue, type PieceIds } from './piece-queue.ts';
import { watchJobs } from './watch-jobs.ts';
import { MOST_ATTEMPTS, PieceWorker, type JobLog, type RunAsJob } from './piece-worker.ts';

export interface JobsOptions<Spec, Progress> {
  readonly database: Database;
  /** The schema that has the table of jobs and the kind's own; its queue is in `SCHEMA_queue`. */
  readonly schema: string;
  readonly kind: JobKind<Spec, Progress>;
  readonly log: JobLog;
  readonly runAsJob: RunAsJob;
}

/** Writes the kind's own rows of a new job, in the transaction that makes it. */
export type Lay<Spec> = (transaction: Transaction<JobTables>, job: Job<Spec>) => Promise<void>;

/** A slow piece may take hours; a process that died is noticed by its silence, not by this. */
const EXPIRE_SECONDS = 86_400;
const LOOK_EVERY_MS = 250;
/** Proxies and people take a watch that says nothing for long for a lost one. */
const SIGN_OF_LIFE_MS = 15_000;
/** How often pieces that the queue has lost are looked for. */
const SWEEP_MS = 15_000;

const NO_LIMITS: JobLimits = { maxCalls: undefined, maxCostUsd: undefined };

/**
 * All jobs of one kind: what callers may do with them, and the work on them, which any number of processes share. A piece whose
 * process dies is given to another. Use openJobs.
 */
export class Jobs<Spec, Progress> {
  readonly #kind: JobKind<Spec, Progress>;
  readonly #store: JobStore<Spec>;
  readonly #queue: Queue<PieceIds>;
  readonly #pieces: PieceQueue;
  readonly #worker: PieceWorker<Spec>;
  readonly #log: JobLog;
  readonly #stopping = new AbortController();
  #sweeping: Promise<void> = Promise.resolve();
  #unwatch: (() => void) | undefined;

  constructor(
    { database, schema, kind, log, runAsJob }: JobsOptions<Spec, Progress>,
    queue: Queue<PieceIds>,
  ) {
    this.#kind = kind;
    this.#store = new JobStore(database, schema, kind);
    this.#queue = queue;
    this.#pieces = new PieceQueue(database, schema, kind, queue);
    this.#worker = new PieceWorker({ kind, store: this.#store, pieces: this.#pieces, log, runAsJob });
    this.#log = log;
  }

  /**
   * The job that the same request made before, if any: asked first, a repeated call succeeds even when what it names has gone.
   * @throws RookeryError INVALID_ARGUMENT (request_id, reason REQUEST_ID_REUSED) when another request of this owner has the id
   */
  async earlier(request: JobRequest): Promise<SeenJob<Spec, Progress> | undefined> {
    const job = await this.#store.earlier(request);
    return job === undefined ? undefined : this.#seen(job);
  }

  /**
   * Makes a job with its pieces, all or nothing, or gives back the one that the same request made.
   * @throws RookeryError as `earlier`
   */
  async create(request: NewJob<Spec>, lay: Lay<Spec>): Promise<SeenJob<Spec, Progress>> {
    const made = await this.#store.transaction(async (transaction) => {
      const job = await this.#store.insert(transaction, request);
      if (job === undefined) return undefined;
      await lay(transaction, job);
      await this.#pieces.send(transaction, job);
      return job;
    });
    if (made !== undefined) this.#pieces.wake();
    const job = made ?? (await this.#store.earlier(request));
    if (job === undefined) {
      throw new RookeryError('ABORTED', 'request_id: its job was deleted at this moment; try again');
    }
    return this.#seen(job);
  }

  /** @throws RookeryError NOT_FOUND, also for the job of another owner */
  async get(reader: Reader, id: string): Promise<SeenJob<Spec, Progress>> {
    return this.#seen(await this.#store.get(reader, id));
  }

  /** A page of what a reader may see, newest first. @throws RookeryError INVALID_ARGUMENT (page_token) */
  async list(reader: Reader, request: PageRequest): Promise<Page<SeenJob<Spec, Progress>>> {
    const { items, nextPageToken } = await this.#store.list(reader, request);
    return { items: await this.#allSeen(items), nextPageToken };
  }

  /**
   * A job now and whenever it has changed, and as it is again after a quarter of a minute without a change, until it is final.
   * @throws RookeryError NOT_FOUND, and the reason of the signal when it aborts
   */
  watch(reader: Reader, id: string, signal: AbortSignal): AsyncGenerator<SeenJob<Spec, Progress>, void> {
    return watchChanges(
      {
        look: () => this.get(reader, id),
        isFinal: ({ state }) => isFinal(state),
        everyMs: LOOK_EVERY_MS,
        againAfterMs: SIGN_OF_LIFE_MS,
      },
      signal,
    );
  }

  /** Cancels a job at work; what it has in flight is given up. One that has ended stays as it is. @throws RookeryError NOT_FOUND */
  async cancel(reader: Reader, id: string): Promise<SeenJob<Spec, Progress>> {
    const job = await this.#store.cancel(reader, id);
    if (job.state === 'cancelled') await this.#pieces.cancel(job);
    return this.#seen(job);
  }

  /**
   * Lets an ended job go on with what is left to do, failed pieces included; one at work stays as it is.
   * @param limits take the place of the old ones where they are given
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION (reason NOTHING_LEFT) when it has succeeded with everything
   */
  async resume(reader: Reader, id: string, limits = NO_LIMITS): Promise<SeenJob<Spec, Progress>> {
    const job = await this.#store.transaction(async (transaction) => {
      const held = await this.#store.hold(transaction, reader, id);
      if (!isFinal(held.state)) return held;
      const reopened = await this.#store.reopen(transaction, held, limits);
      await this.#kind.reopen(transaction, reopened);
      const open = await this.#pieces.send(transaction, reopened);
      if (open === 0 && held.state === 'succeeded') {
        throw new RookeryError('FAILED_PRECONDITION', `${this.#kind.name}/${id}: nothing is left to do`, {
          reason: 'NOTHING_LEFT',
        });
      }
      return reopened;
    });
    this.#pieces.wake();
    return this.#seen(job);
  }

  /** Removes a job with its pieces and results; one at work is cancelled first. @throws RookeryError NOT_FOUND */
  async delete(reader: Reader, id: string): Promise<void> {
    const job = await this.#store.cancel(reader, id);
    await this.#pieces.cancel(job);
    await this.#store.remove(job);
  }

  /** Begins to work; `concurrency` pieces at once in this process. */
  async work(concurrency: number): Promise<void> {
    await this.#queue.work((piece) => this.#worker.take(piece), { concurrency });
    this.#sweeping = this.#sweep();
    this.#unwatch = watchJobs(this.#kind.name, this.#queue, this.#store);
  }

  /** Gives up what is in flight, to be taken up by another process or after a restart. */
  async stop(): Promise<void> {
    this.#stopping.abort(new DOMException('the service is stopping', 'AbortError'));
    this.#unwatch?.();
    await this.#queue.stop();
    await this.#sweeping;
  }

  async #seen(job: Job<Spec>): Promise<SeenJob<Spec, Progress>> {
    const [seen] = await this.#allSeen([job]);
    if (seen === undefined) throw new RookeryError('NOT_FOUND', `${this.#kind.name}/${job.id}: not found`);
    return seen;
  }

  /** Without those that were deleted since they were read. */
  async #allSeen(jobs: readonly Job<Spec>[]): Promise<SeenJob<Spec, Progress>[]> {
    if (jobs.length === 0) return [];
    const progress = await this.#kind.progress(jobs.map(({ id }) => id));
    return jobs.flatMap((job) => {
      const its = progress.get(job.id);
      return its === undefined ? [] : [{ ...job, progress: its }];
    });
  }

  async #sweep(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      await this.#sendLost();
      for await (const _ of setInterval(SWEEP_MS, undefined, { signal })) await this.#sendLost();
    } catch (caught) {
      if (!signal.aborted) throw caught;
    }
  }

  async #sendLost(): Promise<void> {
    const fields = { kind: this.#kind.name };
    try {
      const pieces = await this.#pieces.sendLost();
      if (pieces > 0)
        this.#log.warn({ ...fields, pieces }, 'pieces without a place in the queue were sent again');
    } catch (caught) {
      this.#log.warn({ ...fields, err: caught }, 'could not look for pieces without a place in the queue');
    }
  }
}

/** Opens the jobs of one kind, making their queue when missing; the schema has been migrated. */
export async function openJobs<Spec, Progress>(
  options: JobsOptions<Spec, Progress>,
): Promise<Jobs<Spec, Progress>> {
  const queue = await openQueue<PieceIds>({
    database: options.database,
    schema: `${options.schema}_queue`,
    name: options.kind.name,
    log: options.log,
    retryLimit: MOST_ATTEMPTS,
    expireSeconds: EXPIRE_SECONDS,
  });
  return new Jobs(options, queue);
}
