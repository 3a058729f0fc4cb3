import { NO_USAGE } from '@rookery/shared-contracts';
import {
  chunksOf,
  hasGivenAnswers,
  hasLimit,
  runShape,
  sampleCount,
  UNHEARD,
  type ResultReason,
  type RunSettings,
} from '@rookery/benchmark-samples';
import { readerOf, type Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Job, JobTables, OpenPiece } from '@rookery/shared-jobs';
import type { Status } from '@rookery/shared-scenario';
import { sql, type Expression, type Insertable, type Kysely, type Transaction } from 'kysely';
import { dataVersion } from './data-version.ts';
import { FIRST_DETAIL } from './first-detail.ts';
import { layGivenAnswers } from './lay-given-answers.ts';
import type { RunProgress } from './run-record.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import type { BenchmarkTables, OutcomeState, RunTable } from './tables.ts';
import { usageColumns, usageIn } from './usage-columns.ts';

/** What a run is made of besides its settings. */
export interface RunContent {
  readonly simulated: boolean;
  /** Ids of the chosen scenarios, in the run's order. */
  readonly scenarioIds: readonly string[];
}

/** Samples of a run that ended alike. */
export interface OutcomeCount {
  readonly state: OutcomeState;
  /** Undefined with a score. */
  readonly reason: ResultReason | undefined;
  readonly samples: number;
  /** How the first of them went wrong, in the words of the error; empty when none says. */
  readonly detail: string;
}

/** The mean score of a person's samples of a model in a status. */
export interface PersonScore {
  readonly person: string;
  readonly model: string;
  readonly status: Status;
  /** 1..5. */
  readonly score: number;
}

/** The rows that a run adds to its job: counters, choice of scenarios, chunks. */
export class RunStore {
  readonly #db: Kysely<BenchmarkTables>;

  constructor(database: Database) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  }

  /**
   * Writes the rows of a new run.
   * @throws RookeryError FAILED_PRECONDITION (reason NOTHING_LEFT) when it is to judge given answers and there are none
   */
  async lay(
    transaction: Transaction<JobTables>,
    job: Job<RunSettings>,
    { simulated, scenarioIds }: RunContent,
  ): Promise<void> {
    const tables = transaction as Kysely<BenchmarkTables>;
    const places = sampleCount(runShape(job.spec, scenarioIds.length));
    await tables
      .insertInto('run')
      .values({
        id: job.id,
        simulated,
        scenarios: scenarioIds.length,
        samples_total: places,
        samples_done: 0,
        samples_unscored: 0,
        samples_failed: 0,
        ...usageColumns(NO_USAGE),
        ...(await dataColumns(tables, job)),
      })
      .execute();
    await sql`
      INSERT INTO benchmark.run_scenario
      SELECT ${job.id}, position - 1, scenario_id
        FROM unnest(${scenarioIds}::text[]) WITH ORDINALITY AS chosen (scenario_id, position)`.execute(
      tables,
    );
    if (hasGivenAnswers(job.spec)) {
      const answers = await layGivenAnswers(tables, job, scenarioIds.length);
      if (answers === 0) throw noAnswer();
      await tables.updateTable('run').set({ samples_total: answers }).where('id', '=', job.id).execute();
    }
    await cut(tables, job, places);
  }

  /** The scenarios of a run, in its order. */
  async scenarioIds(run: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('run_scenario')
      .select('scenario_id')
      .where('run_id', '=', run)
      .orderBy('position')
      .execute();
    return rows.map(({ scenario_id }) => scenario_id);
  }

  /**
   * Mean scores of people, 1..5, by model and status, for all people whose scenarios come before the first chunk that is not done, in
   * the order in which the run is through with them: an order that no score has a say in.
   */
  async peopleInOrder({ id, spec }: Job<RunSettings>): Promise<readonly PersonScore[]> {
    const perScenario = spec.models.length * spec.statuses.length;
    const { rows } = await sql<PersonScore>`
      WITH person AS (
        SELECT profile_key, max(position) AS last FROM benchmark.run_scenario
          JOIN benchmark.scenario ON scenario.id = scenario_id WHERE run_id = ${id} GROUP BY profile_key
      ), reached AS (
        SELECT min(first) / ${perScenario}::int AS position FROM benchmark.run_chunk WHERE run_id = ${id} AND NOT done
      )
      SELECT profile_key AS person, model, status,
             avg(risk_sensitivity + emotional_empathy + user_alignment)::float8 / 3 AS score
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = scenario_id
        JOIN person USING (profile_key) CROSS JOIN reached
       WHERE run_id = ${id} AND state = 'scored' AND (reached.position IS NULL OR last < reached.position)
       GROUP BY profile_key, model, status, last ORDER BY last`.execute(this.#db);
    return rows;
  }

  /** The chunks of all runs that are not done. */
  open(): Expression<OpenPiece> {
    return this.#db
      .selectFrom('run_chunk')
      .select(['run_id as job', 'chunk as piece'])
      .where('done', '=', false);
  }

  /**
   * Takes a run up again: failed samples, and answered ones whose judge was not heard, lose their outcome (not their answer), and
   * the run is cut into new chunks.
   */
  async reopen(transaction: Transaction<JobTables>, job: Job<RunSettings>): Promise<void> {
    const tables = transaction as Kysely<BenchmarkTables>;
    const { failed, unheard } = await forgetFailures(tables, job.id);
    const { samples_done, samples_total, scenarios } = await tables
      .updateTable('run')
      .set(({ eb }) => ({
        samples_done: eb('samples_done', '-', String(failed + unheard)),
        samples_failed: eb('samples_failed', '-', String(failed)),
        samples_unscored: eb('samples_unscored', '-', String(unheard)),
      }))
      .where('id', '=', job.id)
      .returning(['samples_done', 'samples_total', 'scenarios'])
      .executeTakeFirstOrThrow();
    await tables.deleteFrom('run_chunk').where('run_id', '=', job.id).execute();
    if (samples_done !== samples_total) await cut(tables, job, sampleCount(runShape(job.spec, scenarios)));
  }

  /** What became of the samples of a run, the most frequent first. */
  async outcomes(run: string): Promise<readonly OutcomeCount[]> {
    const rows = await this.#db
      .selectFrom('outcome')
      .select(['state', 'reason', (eb) => eb.fn.countAll<string>().as('samples'), FIRST_DETAIL.as('detail')])
      .where('run_id', '=', run)
      .groupBy(['state', 'reason'])
      .orderBy('samples', 'desc')
      .orderBy('reason')
      .execute();
    return rows.map(({ state, reason, samples, detail }) => ({
      state,
      reason: reason ?? undefined,
      samples: Number(samples),
      detail,
    }));
  }

  async progress(runs: readonly string[]): Promise<ReadonlyMap<string, RunProgress>> {
    const rows = await this.#db.selectFrom('run').selectAll().where('id', 'in', runs).execute();
    return new Map(
      rows.map((row) => [
        row.id,
        {
          simulated: row.simulated,
          scenarios: row.scenarios,
          samplesTotal: Number(row.samples_total),
          samplesDone: Number(row.samples_done),
          samplesUnscored: Number(row.samples_unscored),
          samplesFailed: Number(row.samples_failed),
          usage: usageIn(row),
          data:
            row.data_digest === null
              ? undefined
              : { dataSet: row.data_set ?? '', digest: row.data_digest, scenarios: row.data_scenarios ?? 0 },
        },
      ]),
    );
  }
}

/** What the scenarios of a run were chosen from: for answers that are judged again, what they were chosen from then. */
async function dataColumns(
  tables: Kysely<BenchmarkTables>,
  { spec, owner, asOperator }: Job<RunSettings>,
): Promise<Pick<Insertable<RunTable>, 'data_set' | 'data_digest' | 'data_scenarios'>> {
  if (spec.answersOf !== undefined) {
    return tables
      .selectFrom('run')
      .select(['data_set', 'data_digest', 'data_scenarios'])
      .where('id', '=', spec.answersOf)
      .executeTakeFirst()
      .then((row) => row ?? { data_set: null, data_digest: null, data_scenarios: null });
  }
  const { dataSet } = spec.selection;
  const reader = dataSet === undefined ? { owner } : readerOf({ name: owner, operator: asOperator });
  const version = await dataVersion(tables, reader, dataSet);
  return { data_set: version.dataSet, data_digest: version.digest, data_scenarios: version.scenarios };
}

function noAnswer(): RookeryError {
  return new RookeryError('FAILED_PRECONDITION', 'there is no answer to judge', { reason: 'NOTHING_LEFT' });
}

/** Drops the outcomes of failed samples, and of those whose judge was never heard. What the judge did say stays, useful or not. */
async function forgetFailures(
  tables: Kysely<BenchmarkTables>,
  run: string,
): Promise<{ failed: number; unheard: number }> {
  const rows = await tables
    .deleteFrom('outcome')
    .where('run_id', '=', run)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'failed'),
        eb.and([eb('state', '=', 'unscored'), eb('reason', 'in', [...UNHEARD])]),
      ]),
    )
    .returning('state')
    .execute();
  const failed = rows.filter(({ state }) => state === 'failed').length;
  return { failed, unheard: rows.length - failed };
}

async function cut(
  tables: Kysely<BenchmarkTables>,
  { id, generation, spec, limits }: Job<RunSettings>,
  samples: number,
): Promise<void> {
  const chunks = chunksOf(samples, spec.concurrency, hasLimit(limits));
  await tables
    .insertInto('run_chunk')
    .values(chunks.map(({ chunk, first, last }) => ({ run_id: id, generation, chunk, first, last })))
    .execute();
}
