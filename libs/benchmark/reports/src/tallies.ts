import type { ResultReason } from '@rookery/benchmark-samples';
import {
  BENCHMARK_SCHEMA,
  usageIn,
  type AnswerState,
  type BenchmarkTables,
  type OutcomeState,
} from '@rookery/benchmark-storage';
import type { Usage } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';
import { sql } from 'kysely';

/** Samples of one model and status that ended alike, and what they took. */
export interface Tally {
  readonly model: string;
  readonly status: Status;
  readonly state: OutcomeState;
  /** Undefined with a score. */
  readonly reason: ResultReason | undefined;
  /** Undefined where no answer came, and for results from before it was known. */
  readonly answerState: AnswerState | undefined;
  readonly samples: number;
  /** How the first of them went wrong; empty when none says. */
  readonly detail: string;
  readonly usage: Usage;
}

/** Counts and usage of a run's results. */
export async function tallies(database: Database, run: string): Promise<readonly Tally[]> {
  const rows = await database
    .tables<BenchmarkTables>(BENCHMARK_SCHEMA)
    .with('tally', (db) =>
      db
        .selectFrom('outcome')
        .select(['model', 'status', 'state', 'reason', 'answer_state'])
        // The words of the first are looked up by its number: to sort all of them would take longer than to add up.
        .select(sql<string | null>`min(sample) FILTER (WHERE detail <> '')`.as('told'))
        .select((eb) => [
          eb.fn.countAll<string>().as('samples'),
          eb.fn.sum<string>('calls').as('calls'),
          eb.fn.sum<string>('input_tokens').as('input_tokens'),
          eb.fn.sum<string>('output_tokens').as('output_tokens'),
          eb.fn.sum<number>('cost_usd').as('cost_usd'),
          eb.fn.sum<string>('unpriced_calls').as('unpriced_calls'),
        ])
        .where('run_id', '=', run)
        .groupBy(['model', 'status', 'state', 'reason', 'answer_state']),
    )
    .selectFrom('tally')
    .leftJoin('outcome', (join) => join.on('run_id', '=', run).onRef('sample', '=', 'told'))
    .selectAll('tally')
    .select((eb) => eb.fn.coalesce('outcome.detail', sql<string>`''`).as('detail'))
    .execute();
  return rows.map((row) => ({
    model: row.model,
    status: row.status,
    state: row.state,
    reason: row.reason ?? undefined,
    answerState: row.answer_state ?? undefined,
    samples: Number(row.samples),
    detail: row.detail,
    usage: usageIn(row),
  }));
}
