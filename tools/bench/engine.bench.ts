// Samples per second of whole runs through the real services (gateway, inference worker, judge, planner, benchmark, each a
// process of its own, on an embedded PostgreSQL), 64 in flight, in status vanilla:
// - zero latency: against a plain loop in this process that makes the same two model calls for each sample straight at the
//   same worker and stores nothing;
// - 100 ms a call: against the ideal rate, 64 samples in flight that take two calls one after the other, 320 a second.
import { readFileSync } from 'node:fs';
import {
  InferenceServiceDefinition,
  Purpose,
  Role,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  type GenerateRequest,
  type InferenceServiceClient,
  type Run,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { Platform } from '@rookery/shared-platform-processes';

const IN_FLIGHT = 64;
const LATENCY_MS = 100;
const MODEL = 'sim/gpt-4o';
const ROUNDS = 3;
const SCENARIOS = new URL('../../libs/benchmark/datasets/data/own-scenarios.json', import.meta.url);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const print = (metric: string, value: number, unit: string, baseline: string, ratio: number): void =>
  console.log(
    JSON.stringify({ bench: 'engine', metric, value: round(value), unit, baseline, ratio: round(ratio) }),
  );
const round = (value: number): number => Math.round(value * 1000) / 1000;

const rows = JSON.parse(readFileSync(SCENARIOS, 'utf8')) as readonly { query: string }[];

async function importRows(scenarios: ScenarioServiceClient): Promise<void> {
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

/** Samples per second of a whole run, from the call that creates it to its last result. */
async function wholeRun(runs: RunServiceClient, repetitions: number, seed: number): Promise<number> {
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
      concurrency: IN_FLIGHT,
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
  return last.samplesDone / seconds;
}

/** Samples per second of a loop without services: answer and verdict of each sample, straight from the worker. */
async function plainLoop(worker: InferenceServiceClient, samples: number): Promise<number> {
  const ask = async (purpose: Purpose, content: string, seed: number): Promise<string> => {
    const request: Partial<GenerateRequest> = {
      model: MODEL,
      purpose,
      messages: [{ role: Role.USER, content }],
      seed,
    };
    return (await worker.generate(request)).text;
  };
  let next = 0;
  const one = async (): Promise<void> => {
    for (let sample = next++; sample < samples; sample = next++) {
      const query = `<query>\n${rows[sample % rows.length]?.query ?? ''}\n</query>`;
      const answer = await ask(Purpose.ANSWER, query, sample);
      await ask(
        Purpose.JUDGE,
        `${query}\n<profile>\nage: 30\n</profile>\n<response>\n${answer}\n</response>`,
        sample,
      );
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
  return samples / ((performance.now() - started) / 1000);
}

async function measured(
  latencyMs: number,
  work: (runs: RunServiceClient, worker: InferenceServiceClient) => Promise<void>,
): Promise<void> {
  const platform = await Platform.start({
    ROOKERY_LOG_LEVEL: 'error',
    ROOKERY_SIM_LATENCY_MS: String(latencyMs),
    ROOKERY_WORKER_CAPACITY: '256',
  });
  try {
    await importRows(platform.client('benchmark', ScenarioServiceDefinition));
    const runs = platform.client('benchmark', RunServiceDefinition);
    await work(runs, platform.client('inference-worker', InferenceServiceDefinition));
  } finally {
    // Whoever failed has said why.
    process.stderr.write(platform.output);
    await platform.stop();
  }
}

await measured(0, async (runs, worker) => {
  const repetitions = 20;
  // Both ways are warmed up, then measured in turn: what else the machine does falls on both.
  await wholeRun(runs, 5, 0);
  await plainLoop(worker, 350);
  const [rates, ratios]: [number[], number[]] = [[], []];
  for (let turn = 1; turn <= ROUNDS; turn += 1) {
    const rate = await wholeRun(runs, repetitions, turn);
    const plain = await plainLoop(worker, repetitions * rows.length);
    console.error(
      `round ${turn} of ${ROUNDS}: run ${Math.round(rate)}, plain loop ${Math.round(plain)} samples/s`,
    );
    rates.push(rate);
    ratios.push(rate / plain);
  }
  print('samples_per_second', median(rates), 'samples/s', 'plain loop at the same worker', median(ratios));
});

await measured(LATENCY_MS, async (runs) => {
  const ideal = IN_FLIGHT / ((2 * LATENCY_MS) / 1000);
  await wholeRun(runs, 5, 0);
  const rate = await wholeRun(runs, 40, 1);
  print('samples_per_second_at_100ms', rate, 'samples/s', `ideal rate of ${ideal}`, rate / ideal);
});
