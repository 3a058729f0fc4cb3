import { readFileSync } from 'node:fs';
import type { ScenarioServiceClient } from '@rookery/shared-contracts';

/** What runs of these tests are made of: the scenarios that ship, and a simulated model. */
const SCENARIOS = new URL('../../libs/benchmark/datasets/data/own-scenarios.json', import.meta.url);
export const rows = JSON.parse(readFileSync(SCENARIOS, 'utf8')) as readonly { readonly query: string }[];
export const MODEL = 'sim/gpt-4o';
export const DATA_SET = 'dataSets/deployed';

export async function importRows(scenarios: Pick<ScenarioServiceClient, 'importScenarios'>): Promise<void> {
  await scenarios.importScenarios(
    (async function* () {
      yield { event: { $case: 'header' as const, value: { requestId: '', dataSet: DATA_SET } } };
      const batch = rows.map((row, index) => ({
        number: index + 1,
        json: JSON.stringify(row),
        unreadable: '',
      }));
      yield { event: { $case: 'rows' as const, value: { rows: batch } } };
    })(),
  );
}
