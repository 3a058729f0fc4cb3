import { count, moneyOf, stateLabel } from '@rookery/cli-report-rendering';
import {
  LibraryBuild,
  LibraryBuildServiceDefinition,
  type LibraryBuildSpec,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { thoseThatHold, type Condition } from '../conditions.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT, exitCodeOfJob } from '../terminal/exit-code.ts';
import { followJob } from './follow-job.ts';
import { resourceName } from './resource-name.ts';

/** `rookery build-library`: plans a path for every scenario on the library side of the split. */
export function buildLibrary(
  context: CommandContext,
  spec: LibraryBuildSpec,
  failOn: readonly Condition[],
): Promise<number> {
  return withPlatform(context, async (platform) => {
    return ended(context, await buildAndWatch(context, platform, spec), failOn);
  });
}

/** `rookery build-library --resume BUILD`: goes on with what a build has not planned; of the flags only limits count. */
export function resumeBuild(
  context: CommandContext,
  build: string,
  { maxCalls, maxCostUsd }: Pick<LibraryBuildSpec, 'maxCalls' | 'maxCostUsd'>,
  failOn: readonly Condition[],
): Promise<number> {
  return withPlatform(context, async (platform) => {
    const resumed = await platform
      .client(LibraryBuildServiceDefinition)
      .resumeLibraryBuild(
        { name: resourceName('libraryBuilds', build), maxCalls, maxCostUsd },
        { signal: context.interrupted },
      );
    return ended(context, await watched(context, platform, resumed.build), failOn);
  });
}

function ended(context: CommandContext, build: LibraryBuild, failOn: readonly Condition[]): number {
  const { name, state, scenariosDone, scenariosFailed, scenariosTotal } = build;
  const done = scenariosDone + scenariosFailed;
  const code = exitCodeOfJob({ state, done, total: scenariosTotal, failed: scenariosFailed });
  context.print(
    context.json
      ? JSON.stringify(withZeros('rookery.benchmark.v1.LibraryBuild', LibraryBuild.toJSON(build)))
      : buildOutcome(build).join('\n'),
  );
  if (code !== EXIT.ok) context.note(goOn(name));
  const failed = { value: scenariosFailed, outOf: scenariosTotal };
  const broken = thoseThatHold(failOn, { failed });
  for (const words of broken) context.note(`--fail-on ${words}`);
  return broken.length > 0 ? EXIT.failed : code;
}

/** How a build ended: one line of counts by reason, and the first failure's own words. */
export function buildOutcome(build: LibraryBuild): string[] {
  const { spec, state, stateReason, scenariosDone, scenariosFailed, scenariosTotal, usage } = build;
  // Of a build that tried everything, the counts say it all.
  const told = stateReason === '' || scenariosDone + scenariosFailed === scenariosTotal;
  const why = told ? '' : ` (${stateReason})`;
  const reasons = build.failedByReason.map(({ reason, scenarios }) => `${count(scenarios)} ${reason}`);
  const byReason = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  const cost =
    usage === undefined || usage.calls === 0
      ? ''
      : `, ${count(usage.calls)} model calls, cost ${moneyOf(usage, isSimulated(spec))}`;
  const first = build.failedByReason.find(({ detail }) => detail !== '');
  return [
    `${spec?.library ?? ''}: ${scenariosDone} paths planned, ${scenariosFailed} failed${byReason}, ${stateLabel(state)}${why}${cost}`,
    ...(first === undefined ? [] : [`first failure: ${first.detail}`]),
  ];
}

/** Whether none of the models that a build asks is a real one. */
function isSimulated(spec: LibraryBuildSpec | undefined): boolean {
  const { answerModel = '', judgeModel = '' } = spec?.options ?? {};
  return [answerModel, judgeModel].every((model) => model.startsWith('sim/'));
}

/** Starts a build and follows it to its end. Ctrl-C cancels it; stored paths stay. */
export async function buildAndWatch(
  context: CommandContext,
  platform: PlatformConnection,
  spec: LibraryBuildSpec,
): Promise<LibraryBuild> {
  const builds = platform.client(LibraryBuildServiceDefinition);
  const started = await builds.createLibraryBuild(
    { requestId: crypto.randomUUID(), spec },
    { signal: context.interrupted },
  );
  return watched(context, platform, started.build);
}

function watched(
  context: CommandContext,
  platform: PlatformConnection,
  started: LibraryBuild | undefined,
): Promise<LibraryBuild> {
  if (started === undefined) throw new RookeryError('DATA_LOSS', 'the benchmark answered without a build');
  const builds = platform.client(LibraryBuildServiceDefinition);
  const { name, spec } = started;
  return followJob(context, {
    name: spec?.library ?? name,
    unit: 'paths',
    async *watch(signal) {
      for await (const { build } of builds.watchLibraryBuild({ name }, { signal })) yield build;
    },
    progress: ({ scenariosDone, scenariosFailed, scenariosTotal, usage }) => ({
      done: scenariosDone + scenariosFailed,
      total: scenariosTotal,
      calls: usage?.calls,
      failed: scenariosFailed,
    }),
    cancel: (signal) => builds.cancelLibraryBuild({ name }, { signal }),
    kept: `the paths planned so far are kept; ${goOn(name)}`,
  });
}

const goOn = (name: string): string => `go on with: npx rookery build-library --resume ${name}`;
