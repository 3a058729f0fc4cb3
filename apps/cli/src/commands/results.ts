import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  inspectLogs,
  promptfooResult,
  runAsHtml,
  sampleCard,
  sampleCsvHead,
  sampleCsvLine,
  samplesAsParquet,
  scoredSampleLine,
  type Sample,
} from '@rookery/cli-report-rendering';
import { Result, RunServiceDefinition, Scenario, type Run } from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';
import { resultsRequest } from './results-request.ts';
import type { ResultsFlags } from './results-options.ts';
import { samplesOf } from './samples-of.ts';

/** A line of a terminal, and of what is read in one. */
const WIDTH = 80;
/** Samples that are read in one go. */
const READ = 20;

/** `rookery results RUN`: single samples, to read or as files. */
export async function results(context: CommandContext, run: string, flags: ResultsFlags): Promise<void> {
  if (flags.worst !== undefined && (flags.unscored || flags.failed)) {
    throw invalidArgument('--worst', 'is of those with a score; leave out --unscored and --failed');
  }
  const request = resultsRequest(resourceName('runs', run), flags);
  await withPlatform(context, async (platform) => {
    const found = await platform
      .client(RunServiceDefinition)
      .getRun({ name: request.parent }, { signal: context.interrupted });
    if (found.run === undefined) throw new RookeryError('DATA_LOSS', 'GetRun answered without a run');
    const { csv, parquet, html, inspect, scored, promptfoo } = flags;
    const toFiles = [csv, parquet, html, inspect, scored, promptfoo].some((file) => file !== undefined);
    const most = flags.worst ?? flags.limit ?? (toFiles || context.json ? 0 : READ);
    const samples = samplesOf(platform, request, {
      most: most === 0 ? Infinity : most,
      signal: context.interrupted,
    });
    if (toFiles) await writeFiles(context, platform, found.run, await all(samples), flags);
    else if (context.json) await printJson(context, samples);
    else await printCards(context, found.run, samples, flags.worst === undefined ? most : 0);
  });
}

/** @param most after which it is said how to see others; 0: nothing is said */
async function printCards(
  context: CommandContext,
  run: Run,
  samples: AsyncIterable<Sample>,
  most: number,
): Promise<void> {
  let printed = 0;
  for await (const sample of samples) {
    context.print(`${printed === 0 ? '' : '\n'}${sampleCard(sample, run, WIDTH)}`);
    printed += 1;
  }
  if (printed === 0) context.print('no sample of the run is like that');
  else if (printed === most && printed < run.samplesDone) {
    context.note(`\n${printed} samples; others: --limit 0 for all, --model, --status, --domain, --failed`);
  }
}

async function printJson(context: CommandContext, samples: AsyncIterable<Sample>): Promise<void> {
  const printed = (await all(samples)).map(({ result, scenario }) => ({
    result: withZeros('rookery.benchmark.v1.Result', Result.toJSON(result)),
    ...(scenario === undefined
      ? {}
      : { scenario: withZeros('rookery.common.v1.Scenario', Scenario.toJSON(scenario)) }),
  }));
  context.print(JSON.stringify(printed));
}

async function writeFiles(
  context: CommandContext,
  platform: PlatformConnection,
  run: Run,
  samples: readonly Sample[],
  { csv, parquet, html, inspect, scored, promptfoo }: ResultsFlags,
): Promise<void> {
  const written: string[] = [];
  const write = async (file: string, content: string | Uint8Array): Promise<void> => {
    await writeFile(file, content);
    written.push(file);
    if (!context.json) context.print(`${file}: ${samples.length} samples`);
  };
  if (csv !== undefined) {
    const lines = samples.map((sample) => sampleCsvLine(sample, run));
    await write(csv, [sampleCsvHead(), ...lines].join(''));
  }
  if (parquet !== undefined) await write(parquet, samplesAsParquet(samples, run));
  if (inspect !== undefined) {
    await mkdir(inspect, { recursive: true });
    for (const { file, log } of inspectLogs(run, samples)) {
      await write(join(inspect, file), `${JSON.stringify(log, undefined, 2)}\n`);
    }
  }
  if (scored !== undefined) {
    await write(scored, samples.map((sample) => scoredSampleLine(sample, run)).join(''));
  }
  if (promptfoo !== undefined) {
    await write(promptfoo, `${JSON.stringify(promptfooResult(run, samples), undefined, 2)}\n`);
  }
  if (html !== undefined) {
    const { report } = await platform
      .client(RunServiceDefinition)
      .getReport({ name: run.name }, { signal: context.interrupted });
    if (report === undefined) throw new RookeryError('DATA_LOSS', 'GetReport answered without a report');
    await write(html, runAsHtml(report, run, samples));
  }
  if (context.json) context.print(JSON.stringify({ files: written, samples: samples.length }));
}

async function all(samples: AsyncIterable<Sample>): Promise<Sample[]> {
  const found: Sample[] = [];
  for await (const sample of samples) found.push(sample);
  return found;
}
