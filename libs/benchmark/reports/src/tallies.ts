import type { ResultReason } from '@rookery/benchmark-samples';
import {
  BENCHMARK_SCHEMA,
  usageIn,
  type BenchmarkTables,
  type OutcomeState,
} from '@rookery/benchmark-storage';
import type { Usage } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Status } from '@rookery/shared-scenario';

/** Samples of one model and status that ended alike, and what they took. */
export interface Tally {
  readonly model: string;
  readonly status: Status;
  readonly state: OutcomeState;
  /** Undefined with a score. */
  readonly reason: ResultReason | undefined;
  readonly samples: number;
  readonly usage: Usage;
}

/** Counts and usage of a run's results. */
export async function tallies(database: Database, run: string): Promise<readonly Tally[]> {
  const rows = await database
    .tables<BenchmarkTables>(BENCHMARK_SCHEMA)
    .selectFrom('outcome')
    .select(['model', 'status', 'state', 'reason'])
    .select((eb) => [
      eb.fn.countAll<string>().as('samples'),
      eb.fn.sum<string>('calls').as('calls'),
      eb.fn.sum<string>('input_tokens').as('input_tokens'),
      eb.fn.sum<string>('output_tokens').as('output_tokens'),
      eb.fn.sum<number>('cost_usd').as('cost_usd'),
    ])
    .where('run_id', '=', run)
    .groupBy(['model', 'status', 'state', 'reason'])
    .execute();
  return rows.map((row) => ({
    model: row.model,
    status: row.status,
    state: row.state,
    reason: row.reason ?? undefined,
    samples: Number(row.samples),
    usage: usageIn(row),
  }));
}
