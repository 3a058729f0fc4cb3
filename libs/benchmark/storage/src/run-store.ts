import { chunksOf, hasLimit, planShape, sampleCount, type RunSettings } from '@rookery/benchmark-samples';
import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Kysely, type Transaction } from 'kysely';
import { type Page, type PageRequest, pageOf } from './page.ts';
import { asRun, isFinal, type RunRecord } from './run-record.ts';
import { BENCHMARK_SCHEMA } from './schema.ts';
import type { BenchmarkTables, RunState } from './tables.ts';

/** Names one chunk of a run for the queue; a job carries nothing else. */
export type ChunkIds = {
  readonly run: string;
  readonly generation: number;
  readonly chunk: number;
};

/** Puts chunks into the queue within the transaction that makes them. */
export type Enqueue = (
  transaction: Transaction<BenchmarkTables>,
  chunks: readonly ChunkIds[],
) => Promise<void>;

export interface NewRun {
  readonly id: string;
  /** Unique per intended run; absent: never joined. */
  readonly requestId: string | undefined;
  readonly settings: RunSettings;
  readonly simulated: boolean;
  /** Ids of the chosen scenarios, in the run's order. */
  readonly scenarioIds: readonly string[];
}

/** Runs, their choice of scenarios and their chunks. */
export class RunStore {
  readonly #db: Kysely<BenchmarkTables>;

  constructor(database: Database) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  }

  /**
   * Stores a run with its plan and its jobs, all or nothing.
   *
   * @returns the run, or the one that an earlier call made under the same request id
   */
  async create(run: NewRun, enqueue: Enqueue): Promise<RunRecord> {
    return this.#db.transaction().execute(async (transaction) => {
      const { id, requestId, settings, simulated, scenarioIds } = run;
      const total = sampleCount(planShape(settings, scenarioIds.length));
      const zero = { samples_done: 0, samples_unscored: 0, samples_failed: 0 };
      const nothing = { calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 };
      const inserted = await transaction
        .insertInto('run')
        .values({
          id,
          request_id: requestId ?? null,
          settings: JSON.stringify(settings),
          state: 'pending',
          simulated,
          scenarios: scenarioIds.length,
          samples_total: total,
          ...zero,
          ...nothing,
        })
        .onConflict((conflict) => conflict.column('request_id').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (inserted === undefined) return this.byRequestId(requestId ?? '', transaction);
      await sql`
        INSERT INTO benchmark.run_scenario
        SELECT ${id}, position - 1, scenario_id
          FROM unnest(${scenarioIds}::text[]) WITH ORDINALITY AS chosen (scenario_id, position)`.execute(
        transaction,
      );
      await cut(transaction, asRun(inserted), enqueue);
      return asRun(inserted);
    });
  }

  /** The run that was made under a request id. @throws RookeryError NOT_FOUND */
  async byRequestId(requestId: string, db: Kysely<BenchmarkTables> = this.#db): Promise<RunRecord> {
    const row = await db.selectFrom('run').selectAll().where('request_id', '=', requestId).executeTakeFirst();
    if (row === undefined) throw new RookeryError('NOT_FOUND', 'request_id: no run was made under it');
    return asRun(row);
  }

  /** The run that was made under a request id, if any. */
  async findByRequestId(requestId: string): Promise<RunRecord | undefined> {
    const row = await this.#db
      .selectFrom('run')
      .selectAll()
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row === undefined ? undefined : asRun(row);
  }

  /** One run. @throws RookeryError NOT_FOUND */
  async get(id: string): Promise<RunRecord> {
    const row = await this.#db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw noSuchRun(id);
    return asRun(row);
  }

  /** A page of the runs, newest first. */
  async list(page: PageRequest): Promise<Page<RunRecord>> {
    const [createdAt, id] = page.after ?? [];
    let query = this.#db.selectFrom('run').selectAll();
    if (createdAt !== undefined && id !== undefined) {
      query = query.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id})`);
    }
    const rows = await query
      .select(sql<string>`created_at::text`.as('exact_time'))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(page.size + 1)
      .execute();
    // The driver cuts times to milliseconds; the token keeps all of it, or a page could skip a run.
    const { items, nextToken } = pageOf(rows, page.size, (row) => [row.exact_time, row.id]);
    return { items: items.map(asRun), nextToken };
  }

  /** Marks that work has begun. @returns the run; its state tells whether there is anything to do */
  async begin(id: string): Promise<RunRecord> {
    const row = await this.#db
      .updateTable('run')
      .set({ state: 'running', started_at: sql<Date>`coalesce(started_at, now())` })
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? this.get(id) : asRun(row);
  }

  /** Ends a run that is not final yet. @returns the run as it stands now; a final one is left as it is */
  async end(id: string, state: RunState, reason: string): Promise<RunRecord> {
    const row = await this.#db
      .updateTable('run')
      .set({ state, state_reason: reason, ended_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('state', 'in', ['pending', 'running'])
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? this.get(id) : asRun(row);
  }

  /** Says why a run that is at work stands still, or with an empty reason that it goes on. */
  async explain(id: string, reason: string): Promise<void> {
    await this.#db
      .updateTable('run')
      .set({ state_reason: reason })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
  }

  /**
   * Takes a finished run up again: failed samples, and answered ones whose judge could not be asked, lose their
   * outcome (not their answer) and the run is cut into new chunks. A run at work is left as it is.
   *
   * @param limits new limits; absent ones stay
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION when there is nothing left to do
   */
  async resume(
    id: string,
    limits: Pick<RunSettings, 'maxCalls' | 'maxCostUsd'>,
    enqueue: Enqueue,
  ): Promise<RunRecord> {
    return this.#db.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('run')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) throw noSuchRun(id);
      const run = asRun(row);
      if (!isFinal(run.state)) return run;
      const redone = await forgetFailures(transaction, id);
      if (run.state === 'succeeded' && redone.failed + redone.unjudged === 0) {
        throw new RookeryError('FAILED_PRECONDITION', `name: runs/${id} has succeeded without failures`, {
          reason: 'RUN_NOT_RESUMABLE',
        });
      }
      const updated = await transaction
        .updateTable('run')
        .set({
          settings: JSON.stringify({ ...run.settings, ...limits }),
          state: 'pending',
          state_reason: '',
          ended_at: null,
          generation: run.generation + 1,
          samples_done: run.samplesDone - redone.failed - redone.unjudged,
          samples_failed: run.samplesFailed - redone.failed,
          samples_unscored: run.samplesUnscored - redone.unjudged,
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom('run_chunk').where('run_id', '=', id).execute();
      await cut(transaction, asRun(updated), enqueue);
      return asRun(updated);
    });
  }
}

/**
 * Drops the outcomes of failed samples, and of those whose judge was never heard: the judge service could not be asked
 * (the reason is the name of a gRPC status) or its model could not. What the judge did say stays, useful or not.
 */
async function forgetFailures(
  transaction: Transaction<BenchmarkTables>,
  id: string,
): Promise<{ failed: number; unjudged: number }> {
  const rows = await transaction
    .deleteFrom('outcome')
    .where('run_id', '=', id)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'failed'),
        eb.and([
          eb('state', '=', 'unscored'),
          eb.or([
            eb('reason', 'not like', 'UNSCORED\\_REASON\\_%'),
            eb('reason', '=', 'UNSCORED_REASON_JUDGE_UNAVAILABLE'),
          ]),
        ]),
      ]),
    )
    .returning('state')
    .execute();
  const failed = rows.filter(({ state }) => state === 'failed').length;
  return { failed, unjudged: rows.length - failed };
}

async function cut(
  transaction: Transaction<BenchmarkTables>,
  run: RunRecord,
  enqueue: Enqueue,
): Promise<void> {
  const { id, generation, settings, samplesTotal } = run;
  const chunks = chunksOf(samplesTotal, settings.concurrency, hasLimit(settings));
  await transaction
    .insertInto('run_chunk')
    .values(chunks.map(({ chunk, first, last }) => ({ run_id: id, generation, chunk, first, last })))
    .execute();
  await enqueue(
    transaction,
    chunks.map(({ chunk }) => ({ run: id, generation, chunk })),
  );
}

function noSuchRun(id: string): RookeryError {
  return new RookeryError('NOT_FOUND', `name: there is no run ${id}`);
}
