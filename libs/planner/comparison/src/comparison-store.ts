import { randomUUID } from 'node:crypto';
import type { Database } from '@rookery/shared-database';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { sql, type Selectable, type Transaction } from 'kysely';
import { COMPARISON_STATES, isFinal, type ComparisonRecord } from './comparison.ts';
import { comparisonTables, type ComparisonTables } from './tables.ts';

/** What a comparison is made of. */
export interface NewComparison {
  /** Chosen by the caller; empty: every call makes one. */
  readonly requestId: string;
  /** In the JSON form of its contract. */
  readonly spec: unknown;
  readonly scenarios: readonly string[];
  readonly simulated: boolean;
  /** Searches of all its pieces. */
  readonly searches: number;
}

/** Runs in the transaction that makes a comparison or takes it up again, so that its jobs exist if and only if it does. */
export type Enqueue = (transaction: Transaction<ComparisonTables>, id: string) => Promise<void>;

/** Seconds that the rate of searches is taken over. */
const RATE_SECONDS = 10;

type Row = Selectable<ComparisonTables['comparison']>;

/** Comparisons in PostgreSQL. */
export class ComparisonStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a comparison. The same request id gives back the one it made before. */
  async create(comparison: NewComparison, enqueue: Enqueue): Promise<ComparisonRecord> {
    const id = randomUUID();
    const made = await comparisonTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('comparison')
          .values({
            id,
            request_id: comparison.requestId === '' ? null : comparison.requestId,
            spec: JSON.stringify(comparison.spec),
            scenarios: [...comparison.scenarios],
            simulated: comparison.simulated,
            searches: comparison.searches,
            state: 'pending',
            state_reason: '',
          })
          .onConflict((conflict) => conflict.column('request_id').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (inserted !== undefined) await enqueue(transaction, id);
        return inserted?.id;
      });
    const earlier = made === undefined ? await this.findByRequest(comparison.requestId) : undefined;
    return earlier ?? this.get(id);
  }

  /** The comparison that a request made, if any. */
  async findByRequest(requestId: string): Promise<ComparisonRecord | undefined> {
    const row = await comparisonTables(this.#database)
      .selectFrom('comparison')
      .selectAll()
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row === undefined ? undefined : this.#record(row);
  }

  /** @throws RookeryError NOT_FOUND */
  async get(id: string): Promise<ComparisonRecord> {
    const row = await comparisonTables(this.#database)
      .selectFrom('comparison')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw notFound(id);
    return this.#record(row);
  }

  /**
   * A page of all comparisons, newest first.
   * @param size 1 or more
   * @throws RookeryError INVALID_ARGUMENT (page_token)
   */
  async list(
    size: number,
    pageToken: string,
  ): Promise<{ readonly comparisons: readonly ComparisonRecord[]; readonly nextPageToken: string }> {
    const before = sequenceIn(pageToken);
    let query = comparisonTables(this.#database).selectFrom('comparison').selectAll();
    if (before !== undefined) query = query.where('sequence', '<', before);
    const rows = await query
      .orderBy('sequence', 'desc')
      .limit(size + 1)
      .execute();
    const page = rows.slice(0, size);
    const last = page.at(-1);
    const comparisons: ComparisonRecord[] = [];
    for (const row of page) comparisons.push(await this.#record(row));
    return {
      comparisons,
      nextPageToken: rows.length > size && last !== undefined ? tokenAfter(last.sequence) : '',
    };
  }

  /** Marks a comparison as at work. @returns false when it has ended */
  async begin(id: string): Promise<boolean> {
    const begun = await comparisonTables(this.#database)
      .updateTable('comparison')
      .set({ state: 'running' })
      .where('id', '=', id)
      .where('state', 'in', ['pending', 'running'])
      .returning('id')
      .executeTakeFirst();
    return begun !== undefined;
  }

  /** Ends a comparison with its result; one that has ended stays as it is. */
  async succeed(id: string, result: unknown): Promise<void> {
    await this.#end(id, { state: 'succeeded', result: JSON.stringify(result) });
  }

  /** Ends a comparison that cannot go on. @param reason nothing of a query's text */
  async fail(id: string, reason: string): Promise<void> {
    await this.#end(id, { state: 'failed', state_reason: reason });
  }

  /** Cancels a comparison that has not ended; an ended one stays as it is. @throws RookeryError NOT_FOUND */
  async cancel(id: string): Promise<ComparisonRecord> {
    await this.#end(id, { state: 'cancelled' });
    return this.get(id);
  }

  /**
   * Takes a cancelled or failed comparison up again. One at work is left as it is.
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION when it has succeeded
   */
  async resume(id: string, enqueue: Enqueue): Promise<ComparisonRecord> {
    await comparisonTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const row = await transaction
          .selectFrom('comparison')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) throw notFound(id);
        if (row.state === 'succeeded') {
          throw new RookeryError('FAILED_PRECONDITION', `name: comparisons/${id} has succeeded`, {
            reason: 'COMPARISON_NOT_RESUMABLE',
          });
        }
        if (!isFinal(stateOf(row))) return;
        await transaction
          .updateTable('comparison')
          .set({ state: 'pending', state_reason: '', ended_at: null })
          .where('id', '=', id)
          .execute();
        await enqueue(transaction, id);
      });
    return this.get(id);
  }

  async #end(id: string, set: { state: string; state_reason?: string; result?: string }): Promise<void> {
    await comparisonTables(this.#database)
      .updateTable('comparison')
      .set({ ...set, ended_at: new Date() })
      .where('id', '=', id)
      .where('state', 'in', ['pending', 'running'])
      .execute();
  }

  async #record(row: Row): Promise<ComparisonRecord> {
    const counts = await comparisonTables(this.#database)
      .selectFrom('piece')
      .select([
        sql<number>`coalesce(sum(searches), 0)::int`.as('done'),
        sql<number>`coalesce(sum(cpu_us), 0)::float8 / 1e6`.as('cpu'),
        sql<number>`coalesce(sum(searches) FILTER (
          WHERE played_at > now() - make_interval(secs => ${RATE_SECONDS})), 0)::int`.as('lately'),
      ])
      .where('comparison', '=', row.id)
      .executeTakeFirstOrThrow();
    const state = stateOf(row);
    return {
      id: row.id,
      spec: row.spec,
      scenarios: row.scenarios,
      simulated: row.simulated,
      state,
      stateReason: row.state_reason,
      searchesTotal: row.searches,
      searchesDone: counts.done,
      searchesPerSecond: isFinal(state) ? 0 : counts.lately / RATE_SECONDS,
      cpuSeconds: counts.cpu,
      result: row.result ?? undefined,
      createdAt: row.created_at,
      endedAt: row.ended_at ?? undefined,
    };
  }
}

function stateOf({ id, state }: Row): ComparisonRecord['state'] {
  const known = COMPARISON_STATES.find((one) => one === state);
  if (known === undefined) throw new RookeryError('DATA_LOSS', `comparison ${id}: unknown state`);
  return known;
}

function notFound(id: string): RookeryError {
  return new RookeryError('NOT_FOUND', `comparison comparisons/${id}: not found`);
}

function tokenAfter(sequence: string): string {
  return Buffer.from(`comparison:${sequence}`).toString('base64url');
}

function sequenceIn(token: string): string | undefined {
  if (token === '') return undefined;
  const sequence = /^comparison:(\d{1,18})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (sequence !== undefined) return sequence;
  throw invalidArgument('page_token', 'is not a token of this call; use next_page_token of the page before');
}
