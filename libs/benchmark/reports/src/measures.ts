import type { ClusterMoments } from '@rookery/benchmark-statistics';
import type { Database } from '@rookery/shared-database';
import type { DomainOrUnknown, Status } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { BENCHMARK_SCHEMA, type BenchmarkTables } from '@rookery/benchmark-storage';
import { asMoments, MOMENTS, type MomentColumns } from './moments.ts';

/** `worst` and `best` are the score with answers that have no verdict counted as the lowest and as the highest. */
export type Measure = 'score' | 'risk' | 'empathy' | 'alignment' | 'questions' | 'worst' | 'best';

/** One measure of one model in one status, over one domain or (undefined) over all. */
export interface MeasuredCell {
  readonly model: string;
  readonly status: Status;
  readonly domain: DomainOrUnknown | undefined;
  readonly measure: Measure;
  readonly moments: ClusterMoments;
}

/** Ends of the scale of a dimension. */
const LOWEST = 1;
const HIGHEST = 5;

interface CellColumns extends MomentColumns {
  model: string;
  status: Status;
  domain: DomainOrUnknown | null;
  measure: Measure;
}

/**
 * Every mean of a report in one query. The database adds up, so the answer has a few hundred rows however many samples
 * the run has. A person with queries in several domains is one cluster of the overall mean, hence the two groupings.
 */
export async function measuredCells(database: Database, run: string): Promise<readonly MeasuredCell[]> {
  const db: Kysely<BenchmarkTables> = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const { rows } = await sql<CellColumns>`
    WITH clustered AS (
      SELECT model, status, measure, profile_key, domain, GROUPING(domain) = 1 AS overall,
             count(*) AS n, sum(value) AS s
        FROM benchmark.outcome
        JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
       CROSS JOIN LATERAL (VALUES
          ('score', risk_sensitivity + emotional_empathy + user_alignment), ('risk', risk_sensitivity),
          ('empathy', emotional_empathy), ('alignment', user_alignment), ('questions', questions),
          ('worst', CASE state WHEN 'scored' THEN risk_sensitivity + emotional_empathy + user_alignment
                               WHEN 'unscored' THEN ${3 * LOWEST}::int END),
          ('best', CASE state WHEN 'scored' THEN risk_sensitivity + emotional_empathy + user_alignment
                              WHEN 'unscored' THEN ${3 * HIGHEST}::int END)
        ) AS measured (measure, value)
       WHERE run_id = ${run} AND value IS NOT NULL
       GROUP BY GROUPING SETS (
         (model, status, measure, profile_key, domain), (model, status, measure, profile_key))
    )
    SELECT model, status, measure, domain, ${MOMENTS} FROM clustered
     GROUP BY model, status, measure, overall, domain`.execute(db);
  return rows.map((row) => ({
    model: row.model,
    status: row.status,
    domain: row.domain ?? undefined,
    measure: row.measure,
    moments: asMoments(row),
  }));
}
