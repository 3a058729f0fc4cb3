import type { Database } from '@rookery/shared-database';
import { sql, type RawBuilder } from 'kysely';
import { INFERENCE_SCHEMA } from './migrations.ts';

/** What sums can be made by: columns of the records. */
export type UsageColumn = 'caller' | 'job' | 'model' | 'purpose' | 'work_class';

/** Which calls are summed, and by what. */
export interface UsageQuestion {
  /** Ended at this time or later. */
  readonly from: Date | undefined;
  /** Ended before this time. */
  readonly to: Date | undefined;
  readonly by: readonly UsageColumn[];
  /** Only of this caller; undefined: of all. */
  readonly caller: string | undefined;
  /** Only of this job; empty: of all, and of none. */
  readonly job: string;
}

/** A sum; the columns that were not asked for are missing. */
export type UsageSumRow = Partial<Record<UsageColumn, string>> & {
  readonly calls: number;
  readonly failedCalls: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly busySeconds: number;
  /** Null: no worker of these calls knew its GPUs. */
  readonly gpuSeconds: number | null;
};

/** Sums of model calls, the dearest first. @param most of them at most */
export async function sumUsage(
  database: Database,
  { from, to, by, caller, job }: UsageQuestion,
  most: number,
): Promise<readonly UsageSumRow[]> {
  const columns = by.map((column) => sql.ref(column));
  const conditions: RawBuilder<unknown>[] = [
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
    ...(caller === undefined ? [] : [sql`caller = ${caller}`]),
    ...(job === '' ? [] : [sql`job = ${job}`]),
  ];
  const { rows } = await sql<UsageSumRow>`
    SELECT ${sql.join([
      ...columns,
      sql`count(*)::float8 AS calls`,
      sql`count(error_kind)::float8 AS "failedCalls"`,
      sql`coalesce(sum(requests), 0)::float8 AS requests`,
      sql`coalesce(sum(input_tokens), 0)::float8 AS "inputTokens"`,
      sql`coalesce(sum(output_tokens), 0)::float8 AS "outputTokens"`,
      sql`coalesce(sum(cost_usd), 0) AS "costUsd"`,
      sql`coalesce(sum(busy_seconds), 0) AS "busySeconds"`,
      sql`sum(gpu_seconds) AS "gpuSeconds"`,
    ])}
      FROM ${sql.id(INFERENCE_SCHEMA, 'model_call')}
     ${conditions.length === 0 ? sql`` : sql`WHERE ${sql.join(conditions, sql` AND `)}`}
     ${columns.length === 0 ? sql`` : sql`GROUP BY ${sql.join(columns)}`}
     ORDER BY ${sql.join([
       sql`"costUsd" DESC`,
       sql`coalesce(sum(input_tokens + output_tokens), 0) DESC`,
       ...columns,
     ])}
     LIMIT ${most}`.execute(database.tables(INFERENCE_SCHEMA));
  return rows;
}
