import { failureKind } from '@rookery/benchmark-patience';
import {
  BENCHMARK_SCHEMA,
  usageIn,
  type BenchmarkTables,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import { NO_USAGE, type LibraryBuildSpec } from '@rookery/shared-contracts';
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
import { sql, type Expression, type Kysely, type Transaction } from 'kysely';
import type { BuildProgress } from './build-record.ts';
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
      .set({ state: 'open', reason: '' })
      .where('job', '=', id)
      .where('state', '=', 'failed')
      .execute();
    await tables.updateTable('library_build').set({ scenarios_failed: 0 }).where('job', '=', id).execute();
  }

  async do(job: Job<LibraryBuildSpec>, piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const open = await this.#db
      .selectFrom('library_build_scenario')
      .innerJoin('library_build', 'library_build.job', 'library_build_scenario.job')
      .select(['scenario_id', 'calls', 'input_tokens', 'output_tokens', 'cost_usd'])
      .where('library_build.job', '=', job.id)
      .where('piece', '=', piece)
      .where('state', '=', 'open')
      .executeTakeFirst();
    if (open === undefined) return undefined;
    const reason = limitReached(job.limits, usageIn(open));
    if (reason !== undefined) return { state: 'stopped', reason };
    await this.#note(job, piece, await this.#plan(job, open.scenario_id, attempt));
    return undefined;
  }

  async settle({ id }: Job): Promise<JobEnd> {
    const { scenariosDone = 0 } = (await this.progress([id])).get(id) ?? {};
    if (scenariosDone > 0) return { state: 'succeeded', reason: '' };
    const rows = await this.#db
      .selectFrom('library_build_scenario')
      .select('reason')
      .distinct()
      .where('job', '=', id)
      .orderBy('reason')
      .execute();
    const reasons = rows.map(({ reason }) => reason).join(', ');
    return { state: 'failed', reason: `no scenario could be planned: ${reasons}` };
  }

  async progress(jobs: readonly string[]): Promise<ReadonlyMap<string, BuildProgress>> {
    const rows = await this.#db.selectFrom('library_build').selectAll().where('job', 'in', jobs).execute();
    return new Map(
      rows.map((row) => [
        row.job,
        {
          scenariosTotal: row.scenarios_total,
          scenariosDone: row.scenarios_done,
          scenariosFailed: row.scenarios_failed,
          usage: usageIn(row),
        },
      ]),
    );
  }

  // What may pass is thrown, and the queue tries the scenario again later.
  async #plan(job: Job<LibraryBuildSpec>, id: string, attempt: Attempt): Promise<BuiltScenario> {
    const reader = readerOf({ name: job.owner, operator: job.asOperator });
    try {
      return await planScenario(this.#parts, job, await this.#parts.scenarios.get(reader, id), attempt);
    } catch (caught) {
      const error = asRookeryError(caught);
      const mayWait = attempt.signal.aborted || ['outage', 'busy'].includes(failureKind(error));
      if (mayWait && attempt.willRepeat(caught)) throw caught;
      this.#parts.log.warn({ build: job.id, scenario: id, err: error }, 'a scenario could not be planned');
      return { state: 'failed', reason: error.code };
    }
  }

  /** The outcome and the counts, in one statement; the first outcome of a scenario stays. */
  async #note({ id }: Job, piece: number, built: BuiltScenario): Promise<void> {
    const usage = built.state === 'done' ? built.usage : NO_USAGE;
    const reason = built.state === 'failed' ? built.reason : '';
    await sql`
      WITH noted AS (
        UPDATE benchmark.library_build_scenario SET state = ${built.state}, reason = ${reason}
         WHERE job = ${id} AND piece = ${piece} AND state = 'open' RETURNING state
      )
      UPDATE benchmark.library_build SET
        scenarios_done = scenarios_done + (noted.state = 'done')::int,
        scenarios_failed = scenarios_failed + (noted.state = 'failed')::int,
        calls = calls + ${usage.calls}, input_tokens = input_tokens + ${usage.inputTokens},
        output_tokens = output_tokens + ${usage.outputTokens}, cost_usd = cost_usd + ${usage.costUsd}
        FROM noted WHERE job = ${id}`.execute(this.#db);
  }
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
