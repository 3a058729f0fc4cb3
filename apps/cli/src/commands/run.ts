import {
  Run,
  RunEstimate,
  RunServiceDefinition,
  type RunSpec,
  type ScenarioFilter,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import type { Condition } from '../conditions.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { describeEstimate } from './describe-estimate.ts';
import { followJob } from './follow-job.ts';
import { printReport } from './report.ts';
import { resourceName } from './resource-name.ts';
import { goOnWithRun, tellRunEnd } from './run-end.ts';

export interface RunOptions {
  readonly spec: RunSpec;
  /** Say what it would take, and stop. */
  readonly dryRun: boolean;
  /** Show progress and the report at the end. */
  readonly watch: boolean;
  /** What fails the command besides. */
  readonly failOn: readonly Condition[];
}

/** `rookery run`: starts a run; watched, it ends with the report. Returns the exit code. */
export function run(context: CommandContext, options: RunOptions): Promise<number> {
  return withPlatform(context, async (platform) => {
    const runs = platform.client(RunServiceDefinition);
    if (options.dryRun) {
      const { estimate } = await runs.estimateRun({ spec: options.spec }, { signal: context.interrupted });
      if (estimate === undefined)
        throw new RookeryError('DATA_LOSS', 'the benchmark answered without an estimate');
      context.print(
        context.json
          ? JSON.stringify(withZeros('rookery.benchmark.v1.RunEstimate', RunEstimate.toJSON(estimate)))
          : describeEstimate(estimate),
      );
      return EXIT.ok;
    }
    const created = await runs.createRun(
      { requestId: crypto.randomUUID(), spec: options.spec },
      { signal: context.interrupted },
    );
    return follow(context, platform, created.run, options);
  });
}

export interface ResumeOptions {
  readonly maxCostUsd?: number;
  readonly maxCalls?: number;
  readonly watch: boolean;
  readonly failOn: readonly Condition[];
}

/** `rookery run --resume ID`. */
export function resume(context: CommandContext, id: string, options: ResumeOptions): Promise<number> {
  return withPlatform(context, async (platform) => {
    const runs = platform.client(RunServiceDefinition);
    const resumed = await runs.resumeRun(
      { name: resourceName('runs', id), maxCostUsd: options.maxCostUsd, maxCalls: options.maxCalls },
      { signal: context.interrupted },
    );
    return follow(context, platform, resumed.run, options);
  });
}

async function follow(
  context: CommandContext,
  platform: PlatformConnection,
  started: Run | undefined,
  { watch, failOn }: Pick<RunOptions, 'watch' | 'failOn'>,
): Promise<number> {
  if (started === undefined) throw new RookeryError('DATA_LOSS', 'the benchmark answered without a run');
  // A platform of this command's own would end with it, and conditions are about the end: such runs are always followed.
  if (!watch && failOn.length === 0 && !platform.temporary) {
    context.print(
      context.json
        ? JSON.stringify(withZeros('rookery.benchmark.v1.Run', Run.toJSON(started)))
        : `${started.name} is running`,
    );
    return EXIT.ok;
  }
  return followRun(context, platform, started, failOn);
}

/** Follows a run to its end, prints its report and says how it ended. Returns the exit code. */
export async function followRun(
  context: CommandContext,
  platform: PlatformConnection,
  started: Run | undefined,
  failOn: readonly Condition[],
): Promise<number> {
  if (started === undefined) throw new RookeryError('DATA_LOSS', 'the benchmark answered without a run');
  context.note(`${started.name}: ${started.samplesTotal} samples`);
  const ended = await watchRun(context, platform, started.name);
  const found = await printReport(context, platform, ended.name, context.json ? 'json' : 'table');
  return tellRunEnd(context, platform, ended, found, failOn);
}

/** Follows a run to its end. Ctrl-C cancels it, keeps what is done, and says how to go on. */
export function watchRun(context: CommandContext, platform: PlatformConnection, name: string): Promise<Run> {
  const runs = platform.client(RunServiceDefinition);
  return followJob(context, {
    name,
    unit: 'samples',
    async *watch(signal) {
      for await (const { run: now } of runs.watchRun({ name }, { signal })) yield now;
    },
    progress: ({ samplesDone, samplesTotal, samplesFailed, usage }) => ({
      done: samplesDone,
      total: samplesTotal,
      calls: usage?.calls,
      failed: samplesFailed,
    }),
    cancel: (signal) => runs.cancelRun({ name }, { signal }),
    kept: `what is done is kept; ${goOnWithRun(name)}`,
  });
}

/** All scenarios of a data set; the benchmark service adds the side of the split. */
export const wholeDataSet = (dataSet: string): ScenarioFilter => ({
  dataSet: resourceName('dataSets', dataSet),
  domains: [],
  origins: [],
  split: 0,
});
