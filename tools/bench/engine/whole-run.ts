import { importOwnScenarios } from '@rookery/benchmark-datasets/testing';
import type { Run, RunServiceClient, ScenarioServiceClient } from '@rookery/shared-contracts';

export const MODEL = 'sim/gpt-4o';
const DATA_SET = 'dataSets/bench';

/** A run has one sample for each scenario that ships, and repetition. */
export function importScenarios(scenarios: ScenarioServiceClient): Promise<void> {
  return importOwnScenarios(scenarios, DATA_SET);
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
      filter: { dataSet: DATA_SET, domains: [], origins: [], split: 0 },
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
