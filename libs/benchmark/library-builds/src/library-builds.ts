import { endOfWork, failureKind } from '@rookery/benchmark-patience';
import {
  BENCHMARK_SCHEMA,
  usageIn,
  type BenchmarkTables,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import { NO_USAGE, type LibraryBuildSpec, type Usage } from '@rookery/shared-contracts';
import { readerOf, type Database } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import {
  limitReached,
  type Attempt,
  type Job,
  type JobEnd,
  type JobKind,
  type JobTables,
  type Lay,
  type OpenPiece,
} from '@rookery/shared-jobs';
import { sql, type Expression, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { BuildFailure, BuildProgress } from './build-record.ts';
import { planScenario, type BuiltScenario, type PatientPlanner } from './plan-scenario.ts';
import { STORED_SPEC } from './stored-spec.ts';

export interface LibraryBuildParts extends PatientPlanner {
  readonly database: Database;
  readonly scenarios: Pick<ScenarioStore, 'get'>;
  readonly log: { warn(fields: object, message: string): void };
}

/** Builds of libraries as jobs: a piece is a scenario, for which the planner plans a path. One that cannot be planned fails alone. */
export class LibraryBuilds implements JobKind<LibraryBuildSpec, BuildProgress> {
  readonly name = 'libraryBuilds';
  readonly spec = STORED_SPEC;
  readonly #db: Kysely<BenchmarkTables>;
  readonly #parts: LibraryBuildParts;

  constructor(parts: LibraryBuildParts) {
    this.#db = parts.database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#parts = parts;
  }

  open(): Expression<OpenPiece> {
    return this.#db.selectFrom('library_build_scenario').select(['job', 'piece']).where('state', '=', 'open');
  }

  async reopen(transaction: Transaction<JobTables>, { id }: Job): Promise<void> {
    const tables = transaction as Kysely<BenchmarkTables>;
    await tables
      .updateTable('library_build_scenario')
      .set({ state: 'open', reason: '', detail: '' })
      .where('job', '=', id)
      .where('state', '=', 'failed')
      .execute();
    await tables.updateTable('library_build').set({ scenarios_failed: 0 }).where('job', '=', id).execute();
  }

  async do(job: Job<LibraryBuildSpec>, piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const open = await this.#db
      .selectFrom('library_build_scenario')
      .innerJoin('library_build', 'library_build.job', 'library_build_scenario.job')
      .select(['scenario_id', 'calls', 'input_tokens', 'output_tokens', 'cost_usd', 'unpriced_calls'])
      .where('library_build.job', '=', job.id)
      .where('piece', '=', piece)
      .where('state', '=', 'open')
      .executeTakeFirst();
    if (open === undefined) return undefined;
    const taken = usageIn(open);
    const reason = limitReached(job.limits, taken);
    if (reason !== undefined) return { state: 'stopped', reason };
    const { built, end } = await this.#plan(job, open.scenario_id, taken, attempt);
    await this.#note(job, piece, built);
    return end;
  }

  async settle({ id }: Job): Promise<JobEnd> {
    const {
      scenariosDone = 0,
      scenariosTotal = 0,
      failures = [],
    } = (await this.progress([id])).get(id) ?? {};
    if (failures.length === 0) return { state: 'succeeded', reason: '' };
    const first = failures.find(({ detail }) => detail !== '')?.detail;
    const words = first === undefined ? '' : `. The first failure: ${first}`;
    if (scenariosDone === 0) {
      const reasons = failures.map(({ reason }) => reason).join(', ');
      return { state: 'failed', reason: `no scenario could be planned: ${reasons}${words}` };
    }
    const failed = failures.reduce((sum, { scenarios }) => sum + scenarios, 0);
    const reasons = failures.map(({ reason, scenarios }) => `${scenarios} ${reason}`).join(', ');
    return {
      state: 'incomplete',
      reason: `${failed} of ${scenariosTotal} scenarios could not be planned (${reasons}); resuming tries them again${words}`,
    };
  }

  async progress(jobs: readonly string[]): Promise<ReadonlyMap<string, BuildProgress>> {
    const rows = await this.#db.selectFrom('library_build').selectAll().where('job', 'in', jobs).execute();
    const failures = await this.#failures(rows.filter((row) => row.scenarios_failed > 0));
    return new Map(
      rows.map((row) => [
        row.job,
        {
          scenariosTotal: row.scenarios_total,
          scenariosDone: row.scenarios_done,
          scenariosFailed: row.scenarios_failed,
          failures: failures.get(row.job) ?? [],
          usage: usageIn(row),
        },
      ]),
    );
  }

  async #failures(
    builds: readonly { readonly job: string }[],
  ): Promise<ReadonlyMap<string, readonly BuildFailure[]>> {
    if (builds.length === 0) return new Map();
    const jobs = builds.map(({ job }) => job);
    const rows = await this.#db
      .selectFrom('library_build_scenario')
      .select(['job', 'reason', (eb) => eb.fn.countAll<string>().as('scenarios')])
      .select(
        sql<string>`coalesce((array_agg(detail ORDER BY piece) FILTER (WHERE detail <> ''))[1], '')`.as(
          'detail',
        ),
      )
      .where('job', 'in', jobs)
      .where('state', '=', 'failed')
      .groupBy(['job', 'reason'])
      .orderBy('scenarios', 'desc')
      .orderBy('reason')
      .execute();
    return Map.groupBy(
      rows.map(({ job, scenarios, ...failure }) => ({ job, ...failure, scenarios: Number(scenarios) })),
      ({ job }) => job,
    );
  }

  // What may pass is thrown, and the queue tries the scenario again later.
  async #plan(
    job: Job<LibraryBuildSpec>,
    id: string,
    taken: Usage,
    attempt: Attempt,
  ): Promise<{ readonly built: BuiltScenario; readonly end?: JobEnd }> {
    const reader = readerOf({ name: job.owner, operator: job.asOperator });
    try {
      const scenario = await this.#parts.scenarios.get(reader, id);
      return { built: await planScenario(this.#parts, job, scenario, taken, attempt) };
    } catch (caught) {
      const error = asRookeryError(caught);
      const { usage = NO_USAGE } = error;
      const { options } = job.spec;
      const end = endOfWork(error, [options?.answerModel, options?.judgeModel].filter(Boolean).join(' or '));
      const mayWait = attempt.signal.aborted || ['outage', 'busy'].includes(failureKind(error));
      if (end === undefined && mayWait && attempt.willRepeat(caught)) {
        if (usage.calls > 0) await this.#charge(job, usage);
        throw caught;
      }
      this.#parts.log.warn({ build: job.id, scenario: id, err: error }, 'a scenario could not be planned');
      const built = {
        state: 'failed',
        reason: error.reason ?? error.code,
        detail: error.message,
        usage,
      } as const;
      return end === undefined ? { built } : { built, end };
    }
  }

  /** The outcome and the counts, in one statement; the first outcome of a scenario stays. */
  async #note({ id }: Job, piece: number, built: BuiltScenario): Promise<void> {
    const { usage } = built;
    const { reason, detail } = built.state === 'failed' ? built : { reason: '', detail: '' };
    await sql`
      WITH noted AS (
        UPDATE benchmark.library_build_scenario SET state = ${built.state}, reason = ${reason}, detail = ${detail}
         WHERE job = ${id} AND piece = ${piece} AND state = 'open' RETURNING state
      )
      UPDATE benchmark.library_build SET
        scenarios_done = scenarios_done + (noted.state = 'done')::int,
        scenarios_failed = scenarios_failed + (noted.state = 'failed')::int,
        ${more(usage)}
        FROM noted WHERE job = ${id}`.execute(this.#db);
  }

  /** Counts what was taken for no outcome yet. */
  async #charge({ id }: Job, usage: Usage): Promise<void> {
    await sql`UPDATE benchmark.library_build SET ${more(usage)} WHERE job = ${id}`.execute(this.#db);
  }
}

function more({ calls, inputTokens, outputTokens, costUsd, unpricedCalls }: Usage): RawBuilder<unknown> {
  return sql`calls = calls + ${calls}, input_tokens = input_tokens + ${inputTokens},
    output_tokens = output_tokens + ${outputTokens}, cost_usd = cost_usd + ${costUsd},
    unpriced_calls = unpriced_calls + ${unpricedCalls}`;
}

/** The scenarios of a new build, in order. */
export function layScenarios(ids: readonly string[]): Lay<LibraryBuildSpec> {
  return async (transaction, { id }) => {
    const tables = transaction as Kysely<BenchmarkTables>;
    await tables.insertInto('library_build').values({ job: id, scenarios_total: ids.length }).execute();
    await sql`
      INSERT INTO benchmark.library_build_scenario (job, piece, scenario_id)
      SELECT ${id}, position - 1, scenario_id
        FROM unnest(${ids}::text[]) WITH ORDINALITY AS chosen (scenario_id, position)`.execute(tables);
  };
}
