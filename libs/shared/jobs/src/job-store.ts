import {
  mayRead,
  readPage,
  SEQUENCE_KEY,
  type Database,
  type Page,
  type PageRequest,
  type Reader,
} from '@rookery/shared-database';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { AT_WORK, type Job, type JobLimits } from './job.ts';
import { newJobId } from './job-id.ts';
import type { JobEnd, JobKind } from './job-kind.ts';
import type { JobTable, JobTables, JobWaits } from './job-table.ts';

/** Who asks for a job, and what tells a repeated request from another one. */
export interface JobRequest {
  readonly owner: string;
  /** Chosen by the caller, unique per owner and kind; empty: never joined. */
  readonly requestId: string;
  /** See `requestDigest`. */
  readonly digest: string;
}

/** What a job is made of, its kind's own rows aside. */
export interface NewJob<Spec> extends JobRequest {
  /** Whether an operator asks: what the job does later, it does as one. */
  readonly asOperator: boolean;
  readonly spec: Spec;
  readonly limits?: JobLimits;
}

const NOTHING = sql<JobWaits>`'{}'::jsonb`;

/** Milliseconds since 1970 by the clock by which `untilMs` is written, the database's. */
const NOW_MS = sql<number>`(extract(epoch FROM now()) * 1000)::float8`.as('nowMs');

type Row = Selectable<JobTable> & { readonly nowMs: number };

/** What the processes wait for, each thing once, in an order of its own. A process that died has not taken back its word. */
function waitsInWords({ waits, nowMs }: Row): string {
  const reasons = Object.values(waits).flatMap(({ reason, untilMs }) => (untilMs > nowMs ? [reason] : []));
  return [...new Set(reasons)].sort().join('; ');
}

/** The rows that all kinds have in common, of one kind: what may become of them, and when. */
export class JobStore<Spec> {
  readonly #db: Kysely<JobTables>;
  readonly #kind: Pick<JobKind<Spec, unknown>, 'name' | 'spec'>;

  constructor(database: Database, schema: string, kind: Pick<JobKind<Spec, unknown>, 'name' | 'spec'>) {
    this.#db = database.tables<JobTables>(schema);
    this.#kind = kind;
  }

  transaction<Result>(work: (transaction: Transaction<JobTables>) => Promise<Result>): Promise<Result> {
    return this.#db.transaction().execute(work);
  }

  /**
   * The job that the same request made before, if any.
   * @throws RookeryError INVALID_ARGUMENT (request_id) when another request of this owner has the id
   */
  async earlier({ owner, requestId, digest }: JobRequest): Promise<Job<Spec> | undefined> {
    if (requestId === '') return undefined;
    const row = await this.#db
      .selectFrom('job')
      .selectAll()
      .select(NOW_MS)
      .where('kind', '=', this.#kind.name)
      .where('owner', '=', owner)
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    if (row.digest !== digest) throw this.#requestIdReused();
    return this.#asJob(row);
  }

  /** @returns undefined when the request id is taken, which a transaction under way may have done */
  async insert(transaction: Transaction<JobTables>, job: NewJob<Spec>): Promise<Job<Spec> | undefined> {
    const row = await transaction
      .insertInto('job')
      .values({
        id: newJobId(),
        kind: this.#kind.name,
        owner: job.owner,
        as_operator: job.asOperator,
        request_id: job.requestId === '' ? null : job.requestId,
        digest: job.digest,
        spec: this.#kind.spec.write(job.spec),
        max_calls: job.limits?.maxCalls ?? null,
        max_cost_usd: job.limits?.maxCostUsd ?? null,
      })
      .onConflict((conflict) => conflict.columns(['owner', 'kind', 'request_id']).doNothing())
      .returningAll()
      .returning(NOW_MS)
      .executeTakeFirst();
    return row === undefined ? undefined : this.#asJob(row);
  }

  /** @throws RookeryError NOT_FOUND, also for the job of another owner */
  async get(reader: Reader, id: string): Promise<Job<Spec>> {
    return this.#found(id, await this.#readable(this.#db, reader, id).executeTakeFirst());
  }

  /** The same, held until the transaction ends. */
  async hold(transaction: Transaction<JobTables>, reader: Reader, id: string): Promise<Job<Spec>> {
    return this.#found(id, await this.#readable(transaction, reader, id).forUpdate().executeTakeFirst());
  }

  /** How many jobs of the kind have not ended. */
  async countAtWork(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('job')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('kind', '=', this.#kind.name)
      .where('state', 'in', ['pending', 'running'])
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** A page of what a reader may see, newest first. @throws RookeryError INVALID_ARGUMENT (page_token) */
  async list(reader: Reader, request: PageRequest): Promise<Page<Job<Spec>>> {
    const { items, nextPageToken } = await readPage(
      { name: this.#kind.name, key: SEQUENCE_KEY },
      request,
      (after, limit) => {
        const all = this.#db
          .selectFrom('job')
          .selectAll()
          .select(NOW_MS)
          .where('kind', '=', this.#kind.name)
          .where(mayRead(reader));
        const rest = after === undefined ? all : all.where('sequence', '<', after);
        return rest.orderBy('sequence', 'desc').limit(limit).execute();
      },
      ({ sequence }) => sequence,
    );
    return { items: items.map((row) => this.#asJob(row)), nextPageToken };
  }

  /** The job for which a piece is to be done; undefined when it has ended, is gone, or was resumed since. */
  async begin(id: string, generation: number): Promise<Job<Spec> | undefined> {
    const pending = await this.#db
      .selectFrom('job')
      .selectAll()
      .select(NOW_MS)
      .where('id', '=', id)
      .where('generation', '=', generation)
      .where('state', 'in', AT_WORK)
      .executeTakeFirst();
    if (pending?.state !== 'pending') return pending === undefined ? undefined : this.#asJob(pending);
    const begun = await this.#db
      .updateTable('job')
      .set({ state: 'running', started_at: sql<Date>`coalesce(started_at, now())` })
      .where('id', '=', id)
      .where('generation', '=', generation)
      .where('state', 'in', AT_WORK)
      .returningAll()
      .returning(NOW_MS)
      .executeTakeFirst();
    return begun === undefined ? undefined : this.#asJob(begun);
  }

  /** Ends a job at work by what came of it. @returns false when it has ended already, is gone, or was resumed since */
  async end({ id, generation }: Job<Spec>, { state, reason }: JobEnd): Promise<boolean> {
    const ended = await this.#db
      .updateTable('job')
      .set({ state, state_reason: reason, waits: NOTHING, ended_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('generation', '=', generation)
      .where('state', 'in', AT_WORK)
      .executeTakeFirst();
    return ended.numUpdatedRows > 0n;
  }

  /** Cancels a job at work; one that has ended stays as it is. @throws RookeryError NOT_FOUND */
  async cancel(reader: Reader, id: string): Promise<Job<Spec>> {
    const row = await this.#db
      .updateTable('job')
      .set({ state: 'cancelled', state_reason: '', waits: NOTHING, ended_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('kind', '=', this.#kind.name)
      .where(mayRead(reader))
      .where('state', 'in', AT_WORK)
      .returningAll()
      .returning(NOW_MS)
      .executeTakeFirst();
    return row === undefined ? this.get(reader, id) : this.#asJob(row);
  }

  /** Puts an ended job back to work. @param limits take the place of the old ones where they are given */
  async reopen(
    transaction: Transaction<JobTables>,
    { id }: Job<Spec>,
    { maxCalls, maxCostUsd }: JobLimits,
  ): Promise<Job<Spec>> {
    const row = await transaction
      .updateTable('job')
      .set(({ eb }) => ({
        state: 'pending',
        state_reason: '',
        waits: NOTHING,
        ended_at: null,
        generation: eb('generation', '+', 1),
        ...(maxCalls === undefined ? {} : { max_calls: maxCalls }),
        ...(maxCostUsd === undefined ? {} : { max_cost_usd: maxCostUsd }),
      }))
      .where('id', '=', id)
      .returningAll()
      .returning(NOW_MS)
      .executeTakeFirstOrThrow();
    return this.#asJob(row);
  }

  /**
   * Says what a process waits for with a job at work; it holds for `ms`, unless it is said again.
   * @param reason empty: nothing any more
   */
  async explain(
    { id, generation }: Pick<Job<Spec>, 'id' | 'generation'>,
    process: string,
    reason: string,
    ms: number,
  ): Promise<void> {
    const now = sql`extract(epoch from now()) * 1000`;
    const own =
      reason === ''
        ? sql`'{}'::jsonb`
        : sql`jsonb_build_object(${process}::text,
            jsonb_build_object('reason', ${reason}::text, 'untilMs', ${now} + ${ms}::float8))`;
    const others = sql`coalesce(
      (SELECT jsonb_object_agg(key, value) FROM jsonb_each(waits)
        WHERE key <> ${process} AND (value ->> 'untilMs')::float8 > ${now}), '{}')`;
    await this.#db
      .updateTable('job')
      .set({ waits: sql<JobWaits>`${own} || ${others}` })
      .where('id', '=', id)
      .where('generation', '=', generation)
      .where('state', '=', 'running')
      .execute();
  }

  /** Removes a job, and with it all rows that refer to it. */
  async remove({ id }: Job<Spec>): Promise<void> {
    await this.#db.deleteFrom('job').where('id', '=', id).execute();
  }

  #readable(db: Kysely<JobTables>, reader: Reader, id: string) {
    return db
      .selectFrom('job')
      .selectAll()
      .select(NOW_MS)
      .where('id', '=', id)
      .where('kind', '=', this.#kind.name)
      .where(mayRead(reader));
  }

  #found(id: string, row: Row | undefined): Job<Spec> {
    if (row !== undefined) return this.#asJob(row);
    throw new RookeryError('NOT_FOUND', `${this.#kind.name}/${id}: not found`);
  }

  #asJob(row: Row): Job<Spec> {
    return {
      id: row.id,
      owner: row.owner,
      asOperator: row.as_operator,
      spec: this.#kind.spec.read(row.spec, `${this.#kind.name}/${row.id}`),
      limits: {
        maxCalls: row.max_calls === null ? undefined : Number(row.max_calls),
        maxCostUsd: row.max_cost_usd ?? undefined,
      },
      state: row.state,
      stateReason: row.state === 'running' ? waitsInWords(row) : row.state_reason,
      generation: row.generation,
      createdAt: row.created_at,
      startedAt: row.started_at ?? undefined,
      endedAt: row.ended_at ?? undefined,
    };
  }

  #requestIdReused(): RookeryError {
    const description = `is that of another request, which made one of ${this.#kind.name}; choose a new id`;
    return invalidArgument('request_id', description, 'REQUEST_ID_REUSED');
  }
}
