import { readFileSync } from 'node:fs';
import type { Run, RunServiceClient, ScenarioServiceClient } from '@rookery/shared-contracts';

export const MODEL = 'sim/gpt-4o';
const SCENARIOS = new URL('../../../libs/benchmark/datasets/data/own-scenarios.json', import.meta.url);

/** What runs are made of; a run has one sample for each and repetition. */
export const rows = JSON.parse(readFileSync(SCENARIOS, 'utf8')) as readonly { query: string }[];

export async function importRows(scenarios: ScenarioServiceClient): Promise<void> {
  await scenarios.importScenarios(
    (async function* () {
      yield { event: { $case: 'header' as const, value: { requestId: '', dataSet: 'dataSets/bench' } } };
      const batch = rows.map((row, index) => ({
        number: index + 1,
        json: JSON.stringify(row),
        unreadable: '',
      }));
      yield { event: { $case: 'rows' as const, value: { rows: batch } } };
    })(),
  );
}

export interface RunShape {
  readonly repetitions: number;
  readonly seed: number;
  /** Samples at once. */
  readonly inFlight: number;
}

/** A whole run, from the call that creates it to its last result. @returns samples and seconds */
export async function wholeRun(
  runs: RunServiceClient,
  { repetitions, seed, inFlight }: RunShape,
): Promise<{ readonly samples: number; readonly seconds: number }> {
  const started = performance.now();
  const { run } = await runs.createRun({
    requestId: '',
    spec: {
      filter: { dataSet: 'dataSets/bench', domains: [], origins: [], split: 0 },
      limit: 0,
      models: [MODEL],
      statuses: [1],
      repetitions,
      judgeModel: MODEL,
      library: '',
      maxQuestions: undefined,
      completenessThreshold: undefined,
      seed,
      concurrency: inFlight,
      maxCostUsd: undefined,
      maxCalls: undefined,
    },
  });
  let last: Run | undefined;
  for await (const seen of runs.watchRun({ name: run?.name ?? '' })) last = seen.run;
  const seconds = (performance.now() - started) / 1000;
  if (last === undefined || last.samplesDone !== last.samplesTotal || last.samplesFailed > 0) {
    throw new Error(`the run did not finish: ${last?.stateReason ?? 'nothing was seen'}`);
  }
  return { samples: last.samplesDone, seconds };
}
