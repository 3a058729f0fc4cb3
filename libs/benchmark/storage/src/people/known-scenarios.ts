import type { Database } from '@rookery/shared-database';
import { isOneOf, isTenants, queryDigest } from '@rookery/shared-holding';
import { profileId, type Profile } from '@rookery/shared-scenario';
import { sql, type RawBuilder } from 'kysely';
import { openedScenario } from '../contents/scenario-columns.ts';
import type { Contents } from '../contents/contents.ts';
import { BENCHMARK_SCHEMA } from '../schema/benchmark-schema.ts';
import type { ScenarioTable } from '../tables.ts';

/** Scenarios that are about a person, and what is known by them. */
export interface KnownScenarios {
  readonly scenarios: readonly string[];
  readonly profiles: readonly string[];
  /** See `queryDigest`. */
  readonly queries: readonly string[];
}

/**
 * What is about a person of whom some scenarios are named: those, all that were derived from them, and where it is wanted all with the
 * same profile; of what the tenant holds. Ids of scenarios that are gone stay in it.
 * @param tenant undefined: of everybody's
 */
export async function knownScenarios(
  { database, contents }: { readonly database: Database; readonly contents: Contents },
  named: readonly string[],
  { tenant, sameProfile }: { readonly tenant: string | undefined; readonly sameProfile: boolean },
): Promise<KnownScenarios> {
  const db = database.tables<unknown>(BENCHMARK_SCHEMA);
  const person = { tenant, endUser: '', scenarios: [], profiles: [], queries: [], sessions: [] };
  const seen = sql<boolean>`(
    id IN (SELECT scenario_id FROM benchmark.data_set_scenario JOIN benchmark.data_set ON data_set.id = data_set_id
            WHERE ${isTenants(person, 'data_set.owner')})
    OR id IN (SELECT scenario_id FROM benchmark.run_scenario JOIN benchmark.job ON job.id = run_id
               WHERE ${isTenants(person, 'job.owner')}))`;
  const ids = new Set(named);
  const rows = new Map<string, { id: string; query: string; profile: Profile; key: string }>();
  const look = async (condition: RawBuilder<boolean>): Promise<boolean> => {
    const { rows: found } = await sql<ScenarioTable>`
      SELECT * FROM benchmark.scenario WHERE ${condition} AND ${seen}`.execute(db);
    const keys = await contents.keysOf(found.map(({ id }) => id));
    const before = ids.size;
    for (const row of found) {
      ids.add(row.id);
      const opened = openedScenario(row, contents, keys);
      if (opened === undefined) continue;
      rows.set(row.id, { id: row.id, query: opened.query, profile: opened.profile, key: row.profile_key });
    }
    return ids.size > before;
  };
  await look(isOneOf('id', [...ids]));
  // A ladder may be made of twins, and twins of rungs.
  for (let more = true; more;) {
    more = await look(isOneOf('twin_of', [...ids]));
    if (!sameProfile) continue;
    const keys = [...new Set([...rows.values()].map(({ key }) => key))];
    more = (await look(isOneOf('profile_key', keys))) || more;
  }
  const all = [...rows.values()];
  return {
    scenarios: [...ids],
    profiles: [...new Set(all.map(({ profile }) => profileId(profile)))],
    queries: [...new Set(all.map(({ query }) => queryDigest(query)))],
  };
}
