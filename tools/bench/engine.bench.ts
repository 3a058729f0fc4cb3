// Whole runs in status vanilla through the real services (gateway, inference worker, judge, planner, benchmark, each a process
// of its own, on an embedded PostgreSQL) over the simulated model:
// - samples per second without latency, 64 in flight: against a plain loop in this process that makes the same two model calls
//   for each sample straight at the same worker and stores nothing;
// - CPU time of each process for a sample of these runs (Linux only): says more than a rate where other work shares the machine;
// - samples per second at 100 ms a call, 64 and 256 in flight: against the ideal rate, that of samples that take two calls one
//   after the other and nothing else.
// `npm run bench -- engine` runs these; `node tools/bench/engine.bench.ts cpu` measures CPU time alone, and `study [SCENARIOS]` the whole
// study of the paper, 168,000 results unless it says otherwise (see engine/full-study.ts), with the memory of each process.
import { setTimeout as pause } from 'node:timers/promises';
import { OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import {
  InferenceServiceDefinition,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  type InferenceServiceClient,
  type RunServiceClient,
} from '@rookery/shared-contracts';
import { Platform } from '@rookery/shared-platform-processes';
import { fullStudy } from './engine/full-study.ts';
import { plainLoop } from './engine/plain-loop.ts';
import { print } from './engine/print.ts';
import { importScenarios, wholeRun } from './engine/whole-run.ts';

const IN_FLIGHT = 64;
const LATENCY_MS = 100;
const ROUNDS = 3;
const REPETITIONS = 20;
/** For how long the idle platform is looked at. */
const IDLE_MS = 5000;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

interface Measured {
  readonly platform: Platform;
  readonly runs: RunServiceClient;
  readonly worker: InferenceServiceClient;
}

async function measured(latencyMs: number, work: (parts: Measured) => Promise<void>): Promise<void> {
  const platform = await Platform.start({
    ROOKERY_LOG_LEVEL: 'error',
    ROOKERY_SIM_LATENCY_MS: String(latencyMs),
    ROOKERY_WORKER_CAPACITY: '512',
  });
  try {
    await importScenarios(platform.client('benchmark', ScenarioServiceDefinition));
    await work({
      platform,
      runs: platform.client('benchmark', RunServiceDefinition),
      worker: platform.client('inference-worker', InferenceServiceDefinition),
    });
  } finally {
    // Whoever failed has said why.
    process.stderr.write(platform.output);
    await platform.stop();
  }
}

/**
 * CPU time for a sample of one long run, by process, above what the idle platform takes in that time (polls of queues): how long
 * the run takes depends on what else the machine does.
 */
async function cpuPerSample({ platform, runs }: Measured): Promise<void> {
  if (process.platform !== 'linux') return console.error('CPU time by process is read from /proc: left out');
  const idle = await spent(platform, () => pause(IDLE_MS));
  const shape = { repetitions: 3 * REPETITIONS, seed: 100, inFlight: IN_FLIGHT };
  let [samples, seconds] = [0, 0];
  const busy = await spent(platform, async () => ({ samples, seconds } = await wholeRun(runs, shape)));
  const ms = busy.map(({ name, cpuMs }, index) => {
    const meanwhile = ((idle[index]?.cpuMs ?? 0) * seconds * 1000) / IDLE_MS;
    return { name, own: (cpuMs - meanwhile) / samples };
  });
  const all = ms.reduce((sum, { own }) => sum + own, 0);
  const baseline = `all processes, over a run of ${samples} samples`;
  for (const { name, own } of ms) print(`cpu_ms_per_sample_${name}`, own, 'ms', baseline, own / all);
  print('cpu_ms_per_sample', all, 'ms', baseline, 1);
  const idleMs = idle.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / (IDLE_MS / 1000);
  print('cpu_ms_per_second_idle', idleMs, 'ms', 'one core', idleMs / 1000);
}

/** CPU time that each process takes while something goes on. */
async function spent(
  platform: Platform,
  work: () => Promise<unknown>,
): Promise<{ readonly name: string; readonly cpuMs: number }[]> {
  const before = await platform.cpuSeconds();
  await work();
  const after = await platform.cpuSeconds();
  const names = Object.keys(after) as (keyof typeof after)[];
  return names.map((name) => ({ name, cpuMs: 1000 * (after[name] - before[name]) }));
}

const [, , part, size = '14000'] = process.argv;
if (part === 'study') {
  await fullStudy(Number(size));
  process.exit();
}

await measured(0, async (parts) => {
  const { runs, worker } = parts;
  // Both ways are warmed up, then measured in turn: what else the machine does falls on both.
  await wholeRun(runs, { repetitions: 10, seed: 0, inFlight: IN_FLIGHT });
  await cpuPerSample(parts);
  if (part === 'cpu') return;
  await plainLoop(worker, 350, IN_FLIGHT);
  const [rates, ratios]: [number[], number[]] = [[], []];
  for (let turn = 1; turn <= ROUNDS; turn += 1) {
    const { samples, seconds } = await wholeRun(runs, {
      repetitions: REPETITIONS,
      seed: turn,
      inFlight: IN_FLIGHT,
    });
    const rate = samples / seconds;
    const plain = await plainLoop(worker, REPETITIONS * OWN_SCENARIOS.length, IN_FLIGHT);
    console.error(
      `round ${turn} of ${ROUNDS}: run ${Math.round(rate)}, plain loop ${Math.round(plain)} samples/s`,
    );
    rates.push(rate);
    ratios.push(rate / plain);
  }
  print('samples_per_second', median(rates), 'samples/s', 'plain loop at the same worker', median(ratios));
});

if (part !== 'cpu') {
  await measured(LATENCY_MS, async ({ runs }) => {
    await wholeRun(runs, { repetitions: 5, seed: 0, inFlight: IN_FLIGHT });
    for (const inFlight of [IN_FLIGHT, 4 * IN_FLIGHT]) {
      const ideal = inFlight / ((2 * LATENCY_MS) / 1000);
      // As many rounds of samples for each, so that the beginning and the end of a run weigh the same.
      const repetitions = (40 * inFlight) / IN_FLIGHT;
      const { samples, seconds } = await wholeRun(runs, { repetitions, seed: 1, inFlight });
      const rate = samples / seconds;
      const metric = `samples_per_second_at_100ms${inFlight === IN_FLIGHT ? '' : `_${inFlight}_in_flight`}`;
      print(metric, rate, 'samples/s', `ideal rate of ${ideal}`, rate / ideal);
    }
  });
}
