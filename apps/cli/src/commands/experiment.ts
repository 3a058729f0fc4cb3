import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { count, moneyOf, samplesOfRunsAsParquet } from '@rookery/cli-report-rendering';
import {
  ExperimentServiceDefinition,
  ResultOrder,
  ResultView,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  StepState,
  type DataCard,
  type Experiment,
  type ExperimentResult,
  type Run,
} from '@rookery/shared-contracts';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { exitCodeOfJob } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';
import type { ExperimentFlags } from './experiment-options.ts';
import { experimentSpecOf, OWN } from './experiment-spec.ts';
import { followJob } from './follow-job.ts';
import { importFile, OWN_SCENARIOS } from './import.ts';
import { resourceName } from './resource-name.ts';
import { samplesOf } from './samples-of.ts';

/** `rookery experiment [NAMES]`: makes experiments, follows them, writes their report. Returns the exit code. */
export function experiment(
  context: CommandContext,
  names: string | undefined,
  flags: ExperimentFlags,
): Promise<number> {
  return withPlatform(context, async (platform) => {
    if (names === undefined && flags.resume === undefined) return listKnown(context, platform);
    const started =
      flags.resume === undefined
        ? await start(context, platform, names ?? '', flags)
        : await resumed(context, platform, flags);
    const ended = await followed(context, platform, started);
    const folder =
      flags.out ?? `experiment-${flags.resume ?? names?.replaceAll(',', '-') ?? ''}`.replaceAll('/', '-');
    await report(context, platform, ended, folder);
    return told(context, ended);
  });
}

async function listKnown(context: CommandContext, platform: PlatformConnection): Promise<number> {
  const { experiments } = await platform
    .client(ExperimentServiceDefinition)
    .listKnownExperiments({}, { signal: context.interrupted });
  context.print(
    context.json
      ? JSON.stringify(experiments)
      : table(
          ['experiment', 'paper', 'what it shows'],
          experiments.map(({ name, paper, summary }) => [name, paper === '' ? 'ours' : paper, summary]),
        ),
  );
  return 0;
}

async function start(
  context: CommandContext,
  platform: PlatformConnection,
  names: string,
  flags: ExperimentFlags,
): Promise<Experiment> {
  const spec = await experimentSpecOf(context, platform, names, flags);
  if (flags.dataSet === '') await importFile(context, platform, OWN, OWN_SCENARIOS);
  const { experiment: made } = await platform
    .client(ExperimentServiceDefinition)
    .runExperiment({ requestId: crypto.randomUUID(), spec }, { signal: context.interrupted });
  if (made === undefined) throw new RookeryError('DATA_LOSS', 'the benchmark answered without an experiment');
  context.note(`${made.name}: ${made.steps.length} steps`);
  return made;
}

async function resumed(
  context: CommandContext,
  platform: PlatformConnection,
  { resume = '', maxCalls, maxCost }: ExperimentFlags,
): Promise<Experiment> {
  const name = resourceName('experiments', resume);
  const experiments = platform.client(ExperimentServiceDefinition);
  const call = { signal: context.interrupted };
  try {
    const answer = await experiments.resumeExperiment({ name, maxCalls, maxCostUsd: maxCost }, call);
    if (answer.experiment !== undefined) return answer.experiment;
  } catch (error) {
    // Its report is written again.
    if (!isRookeryError(error) || error.reason !== 'NOTHING_LEFT') throw error;
    const answer = await experiments.getExperiment({ name }, call);
    if (answer.experiment !== undefined) return answer.experiment;
  }
  throw new RookeryError('DATA_LOSS', 'the benchmark answered without an experiment');
}

function followed(
  context: CommandContext,
  platform: PlatformConnection,
  { name }: Experiment,
): Promise<Experiment> {
  const experiments = platform.client(ExperimentServiceDefinition);
  return followJob(context, {
    name,
    unit: 'steps',
    async *watch(signal) {
      for await (const { experiment: now } of experiments.watchExperiment({ name }, { signal })) yield now;
    },
    progress: ({ steps, usage }) => ({
      done: steps.filter(({ state }) => state !== StepState.OPEN).length,
      total: steps.length,
      calls: usage?.calls,
      failed: steps.filter(({ state }) => state === StepState.FAILED).length,
    }),
    news: ({ steps }) =>
      steps
        .filter(({ state }) => state !== StepState.OPEN)
        .map(
          ({ title, shared, reason }) =>
            `${title}${shared ? ' (there already)' : ''}${reason === '' ? '' : `: ${reason}`}`,
        ),
    cancel: (signal) => experiments.cancelExperiment({ name }, { signal }),
    kept: `what is done is kept; go on with: npx rookery experiment --resume ${name}`,
  });
}

/** Writes the report of an experiment, and prints the tables of a single one. */
async function report(
  context: CommandContext,
  platform: PlatformConnection,
  ended: Experiment,
  folder: string,
): Promise<void> {
  const { results } = await platform
    .client(ExperimentServiceDefinition)
    .getExperimentResult({ name: ended.name }, { signal: context.interrupted });
  // Drawing takes its time to load, and other commands do without.
  const { reportAsJson, reportFiles, resultAsMarkdown } = await import('@rookery/cli-experiment-report');
  const card = await cardOf(context, platform, ended.spec?.filter?.dataSet ?? '');
  const whole = { experiment: ended, results, card };
  let files = 0;
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    files += 1;
  };
  for (const { path, content } of reportFiles(whole)) await write(path, content);
  await write('samples.parquet', await samplesOfResults(context, platform, results));
  if (context.json) context.print(JSON.stringify(reportAsJson(whole)));
  else if (results.length === 1) context.print(results.map(resultAsMarkdown).join('\n'));
  context.note(`${files} files in ${folder}; read ${join(folder, 'report.html')}`);
}

/** The card of the data set as it is now; undefined: it was deleted since, or all data sets were taken together. */
async function cardOf(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
): Promise<DataCard | undefined> {
  if (name === '') return undefined;
  try {
    const scenarios = platform.client(ScenarioServiceDefinition);
    return (await scenarios.getDataCard({ name }, { signal: context.interrupted })).card;
  } catch (error) {
    if (isRookeryError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** The samples of all runs that the results are made of, each run once. */
async function samplesOfResults(
  context: CommandContext,
  platform: PlatformConnection,
  results: readonly ExperimentResult[],
): Promise<Uint8Array> {
  const runs = platform.client(RunServiceDefinition);
  const read: { run: Run; samples: Awaited<ReturnType<typeof collected>> }[] = [];
  for (const name of new Set(results.flatMap((one) => one.runs))) {
    const { run } = await runs.getRun({ name }, { signal: context.interrupted });
    if (run !== undefined) read.push({ run, samples: await collected(context, platform, name) });
  }
  return samplesOfRunsAsParquet(read);
}

function collected(context: CommandContext, platform: PlatformConnection, parent: string) {
  const request = { parent, view: ResultView.FULL, filter: undefined, order: ResultOrder.UNSPECIFIED };
  return Array.fromAsync(samplesOf(platform, request, { most: Infinity, signal: context.interrupted }));
}

function told(context: CommandContext, ended: Experiment): number {
  const { name, state, stateReason, steps, usage, simulated } = ended;
  const failed = steps.filter((step) => step.state === StepState.FAILED).length;
  const done = steps.filter((step) => step.state !== StepState.OPEN).length;
  const code = exitCodeOfJob({ state, done, total: steps.length, failed });
  const shared = steps.filter((step) => step.shared).length;
  context.note(
    `${name}: ${done} of ${steps.length} steps, ${shared} of them there already${usage === undefined ? '' : `, ${count(usage.calls)} model calls, cost ${moneyOf(usage, simulated)}`}`,
  );
  if (stateReason !== '') context.note(stateReason);
  if (code !== 0) context.note(`go on with: npx rookery experiment --resume ${name}`);
  return code;
}
