// The same work on Inspect AI, on promptfoo and on Rookery, one after the other: an answer and a verdict for each of 3,000 samples,
// by models that are mocks; without latency at 64 samples at once, and at 100 ms a call at 256. Installs the two from PyPI and npm
// into a folder of their own (the first argument; a temporary one unless said). Each is played at its best: theirs in one process, with
// models inside of it, quiet; promptfoo keeps nothing on disk, Inspect its log; ours as always, durable and through real services.
//
//     node tools/peers/main.ts [FOLDER] [SAMPLES]
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import { RunServiceDefinition, ScenarioServiceDefinition } from '@rookery/shared-contracts';
import { Platform } from '@rookery/shared-platform-processes';
import { importScenarios, wholeRun } from '../bench/engine/whole-run.ts';
import { install, PROMPTFOO_QUIET, VERSIONS } from './install.ts';
import { idealRate, work, type Taken, type Work } from './work.ts';

const [, , folder = mkdtempSync(join(tmpdir(), 'rookery-peers-')), count = '3000'] = process.argv;
const SHAPES = [
  { latencyMs: 0, inFlight: 64 },
  { latencyMs: 100, inFlight: 256 },
] as const;
const WARM_UP = 10;

interface Peer {
  readonly name: string;
  /** What is aimed at, as a multiple of its rate. */
  readonly goal: number;
  readonly command: readonly [program: string, ...words: string[]];
}

const python = install(folder);
const inspect = [python, join(import.meta.dirname, 'run_inspect.py'), join(folder, 'logs')] as const;
const promptfoo = [process.execPath, join(import.meta.dirname, 'run-promptfoo.ts'), folder] as const;
const PEERS: readonly Peer[] = [
  { name: `inspect ${VERSIONS.inspect}`, goal: 15, command: [...inspect, 'logged'] },
  {
    name: `inspect ${VERSIONS.inspect} without samples in its log`,
    goal: 15,
    command: [...inspect, 'unlogged'],
  },
  { name: `promptfoo ${VERSIONS.promptfoo}`, goal: 0.9, command: promptfoo },
];

for (const shape of SHAPES) {
  const asked = work({ ...shape, samples: Number(count) });
  const own = await rookery(asked);
  say(asked, 'rookery', own);
  for (const peer of PEERS) {
    const taken = theirs(peer, asked);
    say(asked, peer.name, taken);
    print(
      asked,
      'rookery',
      asked.samples / own.seconds,
      'samples/s',
      `${peer.name}; goal: ${peer.goal}`,
      taken.seconds / own.seconds,
    );
  }
}

/** A rate against what nothing but the calls would take, where they take time, and the processor that each sample took. */
function say(asked: Work, who: string, { seconds, processorSeconds }: Taken): void {
  const rate = asked.samples / seconds;
  const each = (1000 * processorSeconds) / asked.samples;
  const ideal = idealRate(asked);
  const [baseline, most] = Number.isFinite(ideal)
    ? [`ideal: ${ideal}`, ideal]
    : ['its processor, alone', 1000 / each];
  print(asked, who, rate, 'samples/s', baseline, rate / most);
  print(asked, who, each, 'ms of processor a sample', 'its time', processorSeconds / seconds);
}

/** Through the real services, each a process of its own, on an embedded PostgreSQL; their processor is told on Linux. */
async function rookery({ samples, inFlight, latencyMs }: Work): Promise<Taken> {
  const platform = await Platform.start({
    ROOKERY_LOG_LEVEL: 'error',
    ROOKERY_SIM_LATENCY_MS: String(latencyMs),
    ROOKERY_WORKER_CAPACITY: '512',
  });
  const processor = async (): Promise<number> =>
    process.platform === 'linux'
      ? Object.values(await platform.cpuSeconds()).reduce((sum, seconds) => sum + seconds, 0)
      : NaN;
  try {
    await importScenarios(platform.client('benchmark', ScenarioServiceDefinition));
    const runs = platform.client('benchmark', RunServiceDefinition);
    await wholeRun(runs, { repetitions: WARM_UP, seed: 0, inFlight });
    const before = await processor();
    const done = await wholeRun(runs, {
      repetitions: Math.ceil(samples / OWN_SCENARIOS.length),
      seed: 1,
      inFlight,
    });
    const processorSeconds = (await processor()) - before;
    // A run has whole repetitions: a few samples more than were asked for.
    const share = samples / done.samples;
    return { seconds: done.seconds * share, processorSeconds: processorSeconds * share };
  } finally {
    process.stderr.write(platform.output);
    await platform.stop();
  }
}

function theirs({ name, command }: Peer, asked: Work): Taken {
  const [program, ...words] = command;
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: {
      ...process.env,
      ...PROMPTFOO_QUIET,
      PROMPTFOO_CONFIG_DIR: join(folder, 'promptfoo'),
    },
  });
  if (error !== undefined || status !== 0)
    throw new Error(`${name} ended with ${error?.message ?? status}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Taken;
}

function print(asked: Work, who: string, value: number, unit: string, baseline: string, ratio: number): void {
  const round = (number: number): number => Number(number.toPrecision(4));
  const line = {
    bench: 'peers',
    metric: `${who}, ${asked.latencyMs} ms, ${asked.inFlight} at once`,
    value: round(value),
    unit,
    baseline,
    ratio: round(ratio),
    // What else the machine does falls on all of them, and not evenly: one of many processes gets less of it than six.
    load: round(loadavg()[0] ?? 0),
  };
  console.log(JSON.stringify(line));
}
