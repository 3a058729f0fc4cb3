import { randomUUID } from 'node:crypto';
import type { Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Transaction } from 'kysely';
import { BUILD_STATES, type Build, type BuildLimits } from './build.ts';
import type { CallUsage } from './planned-path.ts';
import { plannerTables, type PlannerTables } from './tables.ts';

/** What a build is made of. */
export interface NewBuild {
  /** Chosen by the caller; empty: every call makes a build. */
  readonly requestId: string;
  readonly library: string;
  readonly spec: unknown;
  readonly limits: BuildLimits;
  /** Scenario ids, each in one chunk. */
  readonly chunks: readonly (readonly string[])[];
}

/** Runs in the transaction that makes a build, so that its jobs exist if and only if it does. */
export type OnCreate = (transaction: Transaction<PlannerTables>, build: string) => Promise<void>;

/** How planning one scenario ended. */
export type ScenarioOutcome =
  | { readonly state: 'done'; readonly usage: CallUsage }
  /** The reason is an error code or a stop reason, never a foreign message. */
  | { readonly state: 'failed'; readonly reason: string };

/** Rows of one insert: four values each, and PostgreSQL takes 65,535 values at once. */
const ROWS_PER_INSERT = 5_000;

/** Builds and what became of each of their scenarios, in PostgreSQL. */
export class BuildStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a build whose library exists. The same request id gives back the build it made before. */
  async create(build: NewBuild, onCreate: OnCreate): Promise<Build> {
    const id = randomUUID();
    const made = await plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('build')
          .values({
            id,
            request_id: build.requestId === '' ? null : build.requestId,
            library: build.library,
            spec: JSON.stringify(build.spec),
            state: 'pending',
            state_reason: '',
            ...limitColumns(build.limits),
          })
          .onConflict((conflict) => conflict.column('request_id').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (inserted === undefined) return undefined;
        const rows = build.chunks.flatMap((scenarios, chunk) =>
          scenarios.map((scenario) => ({ build: id, scenario, chunk, state: 'pending', reason: '' })),
        );
        for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
          await transaction
            .insertInto('build_scenario')
            .values(rows.slice(from, from + ROWS_PER_INSERT))
            .execute();
        }
        await onCreate(transaction, id);
        return id;
      });
    const earlier = made === undefined ? await this.findByRequest(build.requestId) : undefined;
    return earlier ?? this.get(id);
  }

  /** The build that a request made, if any. */
  async findByRequest(requestId: string): Promise<Build | undefined> {
    const row = await plannerTables(this.#database)
      .selectFrom('build')
      .select('id')
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row === undefined ? undefined : this.get(row.id);
  }

  /** @throws RookeryError NOT_FOUND */
  async get(id: string): Promise<Build> {
    const tables = plannerTables(this.#database);
    const row = await tables.selectFrom('build').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new RookeryError('NOT_FOUND', `build libraryBuilds/${id}: not found`);
    const counts = await tables
      .selectFrom('build_scenario')
      .select([
        sql<number>`count(*)::int`.as('total'),
        sql<number>`(count(*) FILTER (WHERE state = 'done'))::int`.as('done'),
        sql<number>`(count(*) FILTER (WHERE state = 'failed'))::int`.as('failed'),
        sum('calls').as('calls'),
        sum('inputTokens').as('inputTokens'),
        sum('outputTokens').as('outputTokens'),
        sum('costUsd').as('costUsd'),
      ])
      .where('build', '=', id)
      .executeTakeFirstOrThrow();
    const state = BUILD_STATES.find((known) => known === row.state);
    if (state === undefined) throw new RookeryError('DATA_LOSS', `build ${id}: unknown state`);
    const { total, done, failed, ...usage } = counts;
    return {
      id,
      library: row.library,
      spec: row.spec,
      state,
      stateReason: row.state_reason,
      scenariosTotal: total,
      scenariosDone: done,
      scenariosFailed: failed,
      usage,
      limits: {
        maxCalls: row.max_calls === null ? undefined : Number(row.max_calls),
        maxCostUsd: row.max_cost_usd ?? undefined,
      },
      createdAt: row.created_at,
      endedAt: row.ended_at ?? undefined,
    };
  }

  /** Marks a build as at work. @returns false when it has ended */
  async begin(id: string): Promise<boolean> {
    const begun = await plannerTables(this.#database)
      .updateTable('build')
      .set({ state: 'running' })
      .where('id', '=', id)
      .where('state', 'in', ['pending', 'running'])
      .returning('id')
      .executeTakeFirst();
    return begun !== undefined;
  }

  /** The scenarios of a chunk that have no outcome yet, in a stable order. */
  async pendingIn(id: string, chunk: number): Promise<string[]> {
    const rows = await plannerTables(this.#database)
      .selectFrom('build_scenario')
      .select('scenario')
      .where('build', '=', id)
      .where('chunk', '=', chunk)
      .where('state', '=', 'pending')
      .orderBy('scenario')
      .execute();
    return rows.map(({ scenario }) => scenario);
  }

  /** Notes an outcome; the first one of a scenario stays. */
  async record(id: string, scenario: string, outcome: ScenarioOutcome): Promise<void> {
    await plannerTables(this.#database)
      .updateTable('build_scenario')
      .set({
        state: outcome.state,
        reason: outcome.state === 'failed' ? outcome.reason : '',
        usage: outcome.state === 'done' ? JSON.stringify(outcome.usage) : null,
      })
      .where('build', '=', id)
      .where('scenario', '=', scenario)
      .where('state', '=', 'pending')
      .execute();
  }

  /**
   * Ends a build none of whose scenarios is pending: it has failed when all of them have. A statement of its own, after
   * the outcomes were committed: of two processes that finish the last two scenarios at once, one sees both.
   */
  async settle(id: string): Promise<void> {
    await sql`
      UPDATE planner.build AS b
         SET state = CASE WHEN s.done > 0 THEN 'succeeded' ELSE 'failed' END,
             state_reason = CASE WHEN s.done > 0 THEN '' ELSE 'no scenario could be planned: ' || s.reasons END,
             ended_at = now()
        FROM (SELECT count(*) FILTER (WHERE state = 'pending') AS pending,
                     count(*) FILTER (WHERE state = 'done') AS done,
                     string_agg(DISTINCT reason, ', ') FILTER (WHERE state = 'failed') AS reasons
                FROM planner.build_scenario WHERE build = ${id}) AS s
       WHERE b.id = ${id} AND b.state IN ('pending', 'running') AND s.pending = 0`.execute(
      plannerTables(this.#database),
    );
  }

  /** Stops a build at a limit; what is stored stays. */
  async stop(id: string, reason: string): Promise<void> {
    await plannerTables(this.#database)
      .updateTable('build')
      .set({ state: 'stopped', state_reason: reason, ended_at: new Date() })
      .where('id', '=', id)
      .where('state', 'in', ['pending', 'running'])
      .execute();
  }

  /**
   * Lets an ended build go on with what it has not planned, failed scenarios included; one at work stays as it is.
   * @param limits take the place of the old ones where they are given
   * @param onResume runs in the same transaction, with the chunks that hold something to do
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION when nothing is left to plan
   */
  async resume(
    id: string,
    limits: BuildLimits,
    onResume: (transaction: Transaction<PlannerTables>, chunks: readonly number[]) => Promise<void>,
  ): Promise<Build> {
    await this.get(id);
    const given = Object.entries(limitColumns(limits)).filter(([, limit]) => limit !== null);
    await plannerTables(this.#database)
      .transaction()
      .execute(async (transaction) => {
        const ended = await transaction
          .updateTable('build')
          .set({ ...Object.fromEntries(given), state: 'pending', state_reason: '', ended_at: null })
          .where('id', '=', id)
          .where('state', 'not in', ['pending', 'running'])
          .returning('id')
          .executeTakeFirst();
        if (ended === undefined) return;
        await transaction
          .updateTable('build_scenario')
          .set({ state: 'pending', reason: '' })
          .where('build', '=', id)
          .where('state', '=', 'failed')
          .execute();
        const open = await transaction
          .selectFrom('build_scenario')
          .select('chunk')
          .distinct()
          .where('build', '=', id)
          .where('state', '=', 'pending')
          .orderBy('chunk')
          .execute();
        if (open.length === 0) {
          throw new RookeryError(
            'FAILED_PRECONDITION',
            `build libraryBuilds/${id}: every scenario is planned`,
            {
              reason: 'NOTHING_LEFT',
            },
          );
        }
        await onResume(
          transaction,
          open.map(({ chunk }) => chunk),
        );
      });
    return this.get(id);
  }

  /** Cancels a build that has not ended; an ended one stays as it is. @throws RookeryError NOT_FOUND */
  async cancel(id: string): Promise<Build> {
    await plannerTables(this.#database)
      .updateTable('build')
      .set({ state: 'cancelled', ended_at: new Date() })
      .where('id', '=', id)
      .where('state', 'in', ['pending', 'running'])
      .execute();
    return this.get(id);
  }
}

function limitColumns({ maxCalls, maxCostUsd }: BuildLimits) {
  return { max_calls: maxCalls === undefined ? null : String(maxCalls), max_cost_usd: maxCostUsd ?? null };
}

function sum(field: keyof CallUsage) {
  return sql<number>`coalesce(sum((usage ->> ${sql.lit(field)})::double precision), 0)`;
}
