import type { ResultReason } from '@rookery/benchmark-samples';
import type { Usage } from '@rookery/shared-contracts';
import { readPage, type Database, type Page, type PageRequest } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import type { Kysely, Selectable } from 'kysely';
import type { SampleScores } from './result-rows.ts';
import { BENCHMARK_SCHEMA } from './schema.ts';
import type { BenchmarkTables, OutcomeState, OutcomeTable, RunFactKind } from './tables.ts';
import { usageIn } from './usage-columns.ts';

/** One sample and what became of it. */
export interface ResultRecord {
  readonly run: string;
  readonly sample: number;
  readonly scenarioId: string;
  readonly model: string;
  readonly status: Status;
  readonly repetition: number;
  readonly state: OutcomeState;
  /** Undefined with a score. */
  readonly reason: ResultReason | undefined;
  /** Empty without an answer, and where texts are left out. */
  readonly response: string;
  readonly asked: readonly string[];
  readonly scores: SampleScores | undefined;
  readonly usage: Usage;
  readonly createdAt: Date;
}

/** Which results; what is absent or empty does not limit. */
export interface ResultSelection {
  readonly states?: readonly OutcomeState[];
  readonly reasons?: readonly ResultReason[];
  readonly models?: readonly string[];
  readonly statuses?: readonly Status[];
  readonly scenarioId?: string;
}

/** Reads results. */
export class ResultStore {
  readonly #db: Kysely<BenchmarkTables>;

  constructor(database: Database) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  }

  /**
   * A page of a run's results in the order of their sample numbers, which never changes.
   * @param withTexts whether the answers are read at all
   * @throws RookeryError INVALID_ARGUMENT (page_token)
   */
  async list(
    run: string,
    selection: ResultSelection,
    withTexts: boolean,
    request: PageRequest,
  ): Promise<Page<ResultRecord>> {
    const { items, nextPageToken } = await readPage(
      { name: `runs/${run}/results`, key: /^\d{1,15}$/ },
      request,
      (after, limit) =>
        this.#results(run, selection)
          .$if(after !== undefined, (all) => all.where('outcome.sample', '>', after ?? ''))
          .$if(withTexts, (all) => all.select('answer.response'))
          .orderBy('outcome.sample')
          .limit(limit)
          .execute(),
      ({ sample }) => sample,
    );
    return { items: items.map(asResult), nextPageToken };
  }

  #results(run: string, { states, reasons, models, statuses, scenarioId }: ResultSelection) {
    return this.#db
      .selectFrom('outcome')
      .leftJoin('answer', (join) =>
        join.onRef('answer.run_id', '=', 'outcome.run_id').onRef('answer.sample', '=', 'outcome.sample'),
      )
      .selectAll('outcome')
      .select('answer.asked')
      .where('outcome.run_id', '=', run)
      .where((eb) =>
        eb.and([
          ...(states === undefined || states.length === 0 ? [] : [eb('outcome.state', 'in', states)]),
          ...(reasons === undefined || reasons.length === 0 ? [] : [eb('outcome.reason', 'in', reasons)]),
          ...(models === undefined || models.length === 0 ? [] : [eb('outcome.model', 'in', models)]),
          ...(statuses === undefined || statuses.length === 0 ? [] : [eb('outcome.status', 'in', statuses)]),
          ...(scenarioId === undefined ? [] : [eb('outcome.scenario_id', '=', scenarioId)]),
        ]),
      );
  }

  /** What came to light of one kind while the run was worked on, sorted. */
  async facts(run: string, kind: RunFactKind): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('run_fact')
      .select('value')
      .where('run_id', '=', run)
      .where('kind', '=', kind)
      .orderBy('value')
      .execute();
    return rows.map(({ value }) => value);
  }
}

type ResultRow = Selectable<OutcomeTable> & {
  readonly asked: string[] | null;
  readonly response?: string | null;
};

function asResult(row: ResultRow): ResultRecord {
  const { risk_sensitivity, emotional_empathy, user_alignment } = row;
  const scored = risk_sensitivity !== null && emotional_empathy !== null && user_alignment !== null;
  return {
    run: row.run_id,
    sample: Number(row.sample),
    scenarioId: row.scenario_id,
    model: row.model,
    status: row.status,
    repetition: row.repetition,
    state: row.state,
    reason: row.reason ?? undefined,
    response: row.response ?? '',
    asked: row.asked ?? [],
    scores: scored
      ? {
          riskSensitivity: risk_sensitivity,
          emotionalEmpathy: emotional_empathy,
          userAlignment: user_alignment,
        }
      : undefined,
    usage: usageIn(row),
    createdAt: row.created_at,
  };
}
