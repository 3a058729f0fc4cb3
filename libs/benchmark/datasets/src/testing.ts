import type { ScenarioServiceClient } from '@rookery/shared-contracts';
import { ownScenarios } from './own-scenarios.ts';

/** The scenarios that ship, as every test of a whole platform imports them. */
export const OWN_SCENARIOS = ownScenarios();

/**
 * Imports them; can be done again.
 * @param dataSet by its name, `dataSets/...`
 * @param mark what each query begins with; not set: nothing
 */
export async function importOwnScenarios(
  scenarios: Pick<ScenarioServiceClient, 'importScenarios'>,
  dataSet: string,
  mark = '',
): Promise<void> {
  const rows = OWN_SCENARIOS.map(({ query, background, domain, origin, situation, profile }, index) => ({
    number: index + 1,
    json: JSON.stringify({ query: `${mark}${query}`, background, domain, origin, situation, profile }),
    unreadable: '',
  }));
  await scenarios.importScenarios(
    (async function* () {
      yield { event: { $case: 'header' as const, value: { requestId: '', dataSet } } };
      yield { event: { $case: 'rows' as const, value: { rows } } };
    })(),
  );
}
