// The study of the whole benchmark on simulated models: made-up scenarios, six models, without and with the profile, judged, through
// the real services; then a tenth of it in all four statuses. The benchmark process is killed (kill -9) in the middle of the first, and
// the run goes on. `node tools/bench/engine.bench.ts study [SCENARIOS]`; 14,000 scenarios are 168,000 results and 33,600.
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import {
  InferenceServiceDefinition,
  RunServiceDefinition,
  RunSpec,
  Status,
  type Run,
  type RunServiceClient,
} from '@rookery/shared-contracts';
import { Platform } from '@rookery/shared-platform-processes';
import { Memory } from './memory.ts';
import { plainLoop } from './plain-loop.ts';
import { print } from './print.ts';
import { DATA_SET, LIBRARY, plan, synthesise } from './study-data.ts';

const MODELS = ['gpt-4o', 'deepseek-7b', 'mistral-7b', 'llama-3.1-8b', 'qwen-2.5-7b', 'qwq-32b'].map(
  (name) => `sim/${name}`,
);
const WITHOUT_QUESTIONS = [Status.VANILLA, Status.CONTEXT_RICH];
const ALL = [...WITHOUT_QUESTIONS, Status.AGENT, Status.PLANNER];
const IN_FLIGHT = 256;
/** The share of the study after which its process is killed. */
const KILLED_AT = 0.4;
/** Samples of the plain loop that the rate is held against, and how many of them at once. */
const PLAIN = [3000, 64] as const;
const LOOK_MS = 500;
const SAY_MS = 15_000;
/** What is promised: memory of a service, and time of a report. */
const [MOST_MB, MOST_S] = [512, 3];
const ROOKERY = new URL('../../../apps/cli/bin/rookery.js', import.meta.url).pathname;

export async function fullStudy(scenarios: number): Promise<void> {
  const platform = await Platform.start({
    ROOKERY_LOG_LEVEL: 'error',
    ROOKERY_EMBEDDER: 'lexical',
    ROOKERY_WORKER_CAPACITY: '512',
  });
  const memory = new Memory(platform);
  try {
    await synthesise(platform, scenarios);
    memory.say('after the synthesis');
    await study(platform, memory, scenarios, WITHOUT_QUESTIONS, 'study');
    await plan(platform);
    await study(platform, memory, Math.ceil(scenarios / 10), ALL, 'study_four_statuses');
    await memory.look();
    for (const [service, peak] of Object.entries(memory.peaks))
      print(`study_peak_mb_${service}`, peak, 'MB', `goal: ${MOST_MB} MB`, peak / MOST_MB);
  } finally {
    memory.stop();
    process.stderr.write(platform.output);
    await platform.stop();
  }
}

async function study(
  platform: Platform,
  memory: Memory,
  scenarios: number,
  statuses: readonly Status[],
  metric: string,
): Promise<void> {
  const runs = platform.client('benchmark', RunServiceDefinition);
  const samples = scenarios * MODELS.length * statuses.length;
  const begun = performance.now();
  const asks = statuses.includes(Status.PLANNER);
  const spec = RunSpec.fromPartial({
    filter: { dataSet: DATA_SET },
    limit: scenarios,
    models: MODELS,
    statuses: [...statuses],
    judgeModel: MODELS[0] ?? '',
    library: asks ? LIBRARY : '',
    seed: 1,
    concurrency: IN_FLIGHT,
  });
  const { run } = await runs.createRun({ requestId: '', spec });
  const name = run?.name ?? '';
  let away = 0;
  await followed(runs, name, async ({ samplesDone }) => {
    if (asks || away > 0 || samplesDone < KILLED_AT * samples) return;
    const killed = performance.now();
    await memory.look();
    await platform.kill('benchmark');
    platform.launch('benchmark');
    await platform.ready();
    away = (performance.now() - killed) / 1000;
    console.error(`killed (-9) at ${samplesDone}, serving again after ${away.toFixed(1)} s`);
  });
  const seconds = (performance.now() - begun) / 1000;
  memory.say(`after ${metric}`);
  const before = await platform.cpuSeconds();
  const report = reportSeconds(platform, name);
  const after = await platform.cpuSeconds();
  const processor = after.benchmark + after.postgresql - before.benchmark - before.postgresql;
  const found = await runs.getReport({ name });
  const scored = found.report?.rows.reduce((sum, row) => sum + row.scored, 0) ?? 0;
  const worker = platform.client('inference-worker', InferenceServiceDefinition);
  const plain = await plainLoop(worker, ...PLAIN);
  print(`${metric}_results`, scored, 'results', `asked for: ${samples}`, scored / samples);
  print(`${metric}_seconds`, seconds, 's', 'one result a second', seconds / scored);
  print(
    `${metric}_samples_per_second`,
    scored / seconds,
    'samples/s',
    'plain loop at the same worker',
    scored / seconds / plain,
  );
  if (!asks) print(`${metric}_seconds_killed`, away, 's', 'the whole run', away / seconds);
  print(`${metric}_report_seconds`, report, 's', `goal: ${MOST_S} s`, report / MOST_S);
  const worked = `the command from its start to its end, ${report.toFixed(1)} s`;
  print(
    `${metric}_report_processor_seconds`,
    processor,
    's of benchmark and database',
    worked,
    processor / report,
  );
}

/** Watches a run to its end, whatever happens to the service meanwhile, and says rate and time left. */
async function followed(
  runs: RunServiceClient,
  name: string,
  look: (seen: Run) => Promise<void>,
): Promise<void> {
  let said = { at: performance.now(), done: 0 };
  for (;;) {
    const { run } = await runs.getRun({ name });
    if (run === undefined) throw new Error('the run is gone');
    if (run.endTime !== undefined) return;
    await look(run);
    const now = performance.now();
    if (now - said.at > SAY_MS) {
      const rate = (run.samplesDone - said.done) / ((now - said.at) / 1000);
      const left = (run.samplesTotal - run.samplesDone) / rate;
      console.error(
        `${run.samplesDone} of ${run.samplesTotal}, ${rate.toFixed(0)}/s, ${left.toFixed(0)} s left, ` +
          `load ${loadavg()[0]?.toFixed(1)}`,
      );
      said = { at: now, done: run.samplesDone };
    }
    await pause(LOOK_MS);
  }
}

/** `rookery report`, from the start of the command to its end. */
function reportSeconds(platform: Platform, name: string): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [ROOKERY, 'report', name], {
    env: { ...process.env, ROOKERY_ADDRESS: platform.address('gateway') },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`rookery report ended with ${status}: ${stderr}`);
  return (performance.now() - begun) / 1000;
}
