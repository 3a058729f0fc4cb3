import { mayRead, type Reader } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { AT_WORK } from '@rookery/shared-jobs';
import { sql, type QueryExecutorProvider, type Transaction } from 'kysely';
import type { BenchmarkTables } from './tables.ts';

/** Scenarios that are to leave data sets: all of them, or one. */
export interface Leaving {
  /** Ids of the data sets. */
  readonly dataSets: readonly number[];
  readonly scenario?: string;
}

/**
 * Takes scenarios out of data sets, and erases those that no other data set and no run has then.
 * @param reader whose jobs may hold them; those of others keep a scenario that nobody sees any more
 * @throws RookeryError FAILED_PRECONDITION (reason IN_USE), naming a job, when a run or an unfinished build of the reader's holds
 *   a scenario that would be in none of its data sets
 */
export async function takeOut(
  transaction: Transaction<BenchmarkTables>,
  reader: Reader,
  { dataSets, scenario }: Leaving,
): Promise<void> {
  const chosen = scenario === undefined ? sql`true` : sql`link.scenario_id = ${scenario}`;
  const links = sql`link.data_set_id = ANY(${dataSets}::int[]) AND ${chosen}`;
  // Held until the end: no run can take one of them up meanwhile.
  await sql`
    SELECT count(*) FROM (
      SELECT scenario.id FROM benchmark.scenario
       WHERE id IN (SELECT link.scenario_id FROM benchmark.data_set_scenario AS link WHERE ${links})
       ORDER BY id FOR UPDATE) AS held`.execute(transaction);
  const {
    rows: [holder],
  } = await sql<{ kind: string; id: string }>`
    WITH leaving AS (
      SELECT link.scenario_id FROM benchmark.data_set_scenario AS link
       WHERE ${links} AND NOT EXISTS (
         SELECT FROM benchmark.data_set_scenario AS other JOIN benchmark.data_set ON data_set.id = other.data_set_id
          WHERE other.scenario_id = link.scenario_id AND other.data_set_id <> ALL(${dataSets}::int[])
            AND ${mayRead(reader, 'data_set.owner')})
    )
    SELECT job.kind, job.id
      FROM benchmark.run_scenario JOIN benchmark.job ON job.id = run_id
     WHERE scenario_id IN (SELECT scenario_id FROM leaving) AND ${mayRead(reader, 'job.owner')}
    UNION ALL
    SELECT job.kind, job.id
      FROM benchmark.library_build_scenario AS built JOIN benchmark.job ON job.id = built.job
     WHERE scenario_id IN (SELECT scenario_id FROM leaving) AND job.state = ANY(${AT_WORK}::text[])
       AND ${mayRead(reader, 'job.owner')}
     LIMIT 1`.execute(transaction);
  if (holder !== undefined) {
    const job = `${holder.kind}/${holder.id}`;
    throw new RookeryError('FAILED_PRECONDITION', `name: ${job} holds scenarios of it; delete ${job} first`, {
      reason: 'IN_USE',
      metadata: { holder: job },
    });
  }
  await sql`DELETE FROM benchmark.data_set_scenario AS link WHERE ${links}`.execute(transaction);
  await eraseOrphans(transaction);
}

/** Erases scenarios that neither a data set nor a run has. */
export async function eraseOrphans(db: QueryExecutorProvider): Promise<void> {
  await sql`
    DELETE FROM benchmark.scenario
     WHERE NOT EXISTS (SELECT FROM benchmark.data_set_scenario WHERE scenario_id = scenario.id)
       AND NOT EXISTS (SELECT FROM benchmark.run_scenario WHERE scenario_id = scenario.id)`.execute(db);
}
