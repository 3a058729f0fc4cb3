import { ownScenarios } from '@rookery/benchmark-datasets';
import type { ScenarioServiceClient } from '@rookery/shared-contracts';

export const DATA_SET = 'dataSets/chaos';
/** The scenarios that ship with the platform. */
export const SCENARIOS = ownScenarios();

/** Imports them; can be done again. */
export async function importScenarios(
  scenarios: Pick<ScenarioServiceClient, 'importScenarios'>,
): Promise<void> {
  const rows = SCENARIOS.map(({ query, background, domain, origin, situation, profile }, index) => ({
    number: index + 1,
    json: JSON.stringify({ query, background, domain, origin, situation, profile }),
    unreadable: '',
  }));
  await scenarios.importScenarios(
    (async function* () {
      yield { event: { $case: 'header' as const, value: { requestId: '', dataSet: DATA_SET } } };
      yield { event: { $case: 'rows' as const, value: { rows } } };
    })(),
  );
}
