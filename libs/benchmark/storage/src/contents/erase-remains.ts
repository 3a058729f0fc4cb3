import type { Database } from '@rookery/shared-database';
import { isPersonal } from '@rookery/shared-holding';
import { sql, type QueryExecutorProvider } from 'kysely';
import { benchmarkPlaces } from '../people/places.ts';
import { Contents } from './contents.ts';

/**
 * Deletes scenarios, with all that was said to and of them, and people of syntheses, by the ids of their keys: they were erased, and came
 * back with an older copy of the database.
 */
export async function eraseRemains(
  transaction: QueryExecutorProvider,
  database: Database,
  ids: readonly string[],
): Promise<void> {
  const everybody = { tenant: undefined, endUser: '', profiles: [], queries: [], sessions: [] };
  const person = { ...everybody, scenarios: ids.filter((id) => !id.includes('/')) };
  for (const { erase, eraseBy } of benchmarkPlaces(new Contents(database)).filter(isPersonal)) {
    if (eraseBy !== undefined) await eraseBy(transaction, person);
    else await erase?.(person).execute(transaction);
  }
  await sql`
    DELETE FROM benchmark.synthesis_profile WHERE job || '/' || piece = ANY(${[...ids]}::text[])`.execute(
    transaction,
  );
  // Where the scenario was gone and only its key came back.
  await sql`DELETE FROM benchmark.content_key WHERE id = ANY(${[...ids]}::text[])`.execute(transaction);
}

/** The same of what has lost its key: whoever replaces keys and knows nothing of scenarios deletes keys alone. */
export async function eraseKeyless(transaction: QueryExecutorProvider, database: Database): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM benchmark.scenario
     WHERE sealed IS NOT NULL AND NOT EXISTS (SELECT FROM benchmark.content_key AS key WHERE key.id = scenario.id)
    UNION ALL
    SELECT job || '/' || piece FROM benchmark.synthesis_profile
     WHERE sealed IS NOT NULL AND NOT EXISTS (SELECT FROM benchmark.content_key AS key WHERE key.id = job || '/' || piece)`.execute(
    transaction,
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await eraseRemains(transaction, database, ids);
}
