import { sql, type QueryExecutorProvider } from 'kysely';
import type { ScenarioTable } from '../tables.ts';
import { hex, type Contents } from './contents.ts';
import { wordColumns } from './scenario-columns.ts';

/** Scenarios of one transaction. */
const BATCH = 200;

/**
 * Seals scenarios that lie plain. Those of one person come one after the other, so that reports which are made meanwhile take nobody
 * for two for long.
 */
export async function sealScenarios(transaction: QueryExecutorProvider, contents: Contents): Promise<number> {
  const { rows } = await sql<ScenarioTable>`
    SELECT * FROM benchmark.scenario WHERE sealed IS NULL ORDER BY profile_key LIMIT ${BATCH}
       FOR NO KEY UPDATE SKIP LOCKED`.execute(transaction);
  if (rows.length === 0) return 0;
  const keys = await contents.makeKeys(
    transaction,
    rows.map(({ id }) => id),
  );
  const anew = rows.map((row) => {
    const columns = wordColumns(row, row.id, keys.get(row.id), contents);
    return { ...columns, id: row.id, sealed: columns.sealed === null ? null : hex(columns.sealed) };
  });
  await sql`
    UPDATE benchmark.scenario AS row SET
      query = new.query, background = new.background, situation = new.situation, profile = new.profile, given = new.given,
      profile_key = new.profile_key, sealed = new.sealed, asked = new.asked, query_length = new.query_length,
      profile_length = new.profile_length
      FROM jsonb_populate_recordset(NULL::benchmark.scenario, ${JSON.stringify(anew)}::jsonb) AS new
     WHERE row.id = new.id`.execute(transaction);
  await renameInSteps(
    transaction,
    new Map(rows.map((row, at) => [row.profile_key, anew[at]?.profile_key ?? ''])),
  );
  return rows.length;
}

/** What experiments looked up is by person. @param names by what people were known, and are known now */
async function renameInSteps(
  transaction: QueryExecutorProvider,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const quoted = [...names.keys()].map((name) => `%"${name}"%`);
  const { rows } = await sql<{ job: string; step: number; output: string }>`
    SELECT job, step, output::text AS output FROM benchmark.experiment_step
     WHERE output IS NOT NULL AND output::text LIKE ANY(${quoted}::text[]) FOR UPDATE`.execute(transaction);
  for (const { job, step, output } of rows) {
    const anew = output.replace(/"([0-9a-f]{32})"/g, (whole, name: string) => {
      const known = names.get(name);
      return known === undefined ? whole : `"${known}"`;
    });
    await sql`
      UPDATE benchmark.experiment_step SET output = ${anew}::jsonb WHERE job = ${job} AND step = ${step}`.execute(
      transaction,
    );
  }
}
