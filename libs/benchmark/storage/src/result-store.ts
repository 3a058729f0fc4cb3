import type { Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { type Page, type PageRequest, pageOf } from './page.ts';
import type { SampleScores } from './result-rows.ts';
import type { Usage } from './run-record.ts';
import { BENCHMARK_SCHEMA } from './schema.ts';
import type { BenchmarkTables, OutcomeState, RunFactKind } from './tables.ts';

/** One sample and what became of it. */
export interface ResultRecord {
  readonly run: string;
  readonly sample: number;
  readonly scenarioId: string;
  readonly model: string;
  readonly status: Status;
  readonly repetition: number;
  readonly state: OutcomeState;
  readonly reason: string;
  /** Empty without an answer. */
  readonly response: string;
  readonly asked: readonly string[];
  readonly scores: SampleScores | undefined;
  readonly usage: Usage;
  readonly createdAt: Date;
}

/** Reads results. */
export class ResultStore {
  readonly #db: Kysely<BenchmarkTables>;

  constructor(database: Database) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  }

  /** A page of a run's results in the order of their sample numbers, which never changes. */
  async list(run: string, page: PageRequest): Promise<Page<ResultRecord>> {
    const [after] = page.after ?? [];
    const rows = await this.#db
      .selectFrom('outcome')
      .leftJoin('answer', (join) =>
        join.onRef('answer.run_id', '=', 'outcome.run_id').onRef('answer.sample', '=', 'outcome.sample'),
      )
      .selectAll('outcome')
      .select(['answer.response', 'answer.asked'])
      .where('outcome.run_id', '=', run)
      .where(sql<boolean>`outcome.sample > ${after ?? '-1'}::bigint`)
      .orderBy('outcome.sample')
      .limit(page.size + 1)
      .execute();
    const { items, nextToken } = pageOf(rows, page.size, (row) => [row.sample]);
    return { items: items.map(asResult), nextToken };
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

interface ResultRow {
  run_id: string;
  sample: string;
  scenario_id: string;
  model: string;
  status: Status;
  repetition: number;
  state: OutcomeState;
  reason: string;
  risk_sensitivity: number | null;
  emotional_empathy: number | null;
  user_alignment: number | null;
  calls: number;
  input_tokens: string;
  output_tokens: string;
  cost_usd: number;
  created_at: Date;
  response: string | null;
  asked: string[] | null;
}

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
    reason: row.reason,
    response: row.response ?? '',
    asked: row.asked ?? [],
    scores: scored
      ? {
          riskSensitivity: risk_sensitivity,
          emotionalEmpathy: emotional_empathy,
          userAlignment: user_alignment,
        }
      : undefined,
    usage: {
      calls: row.calls,
      inputTokens: Number(row.input_tokens),
      outputTokens: Number(row.output_tokens),
      costUsd: row.cost_usd,
    },
    createdAt: row.created_at,
  };
}
