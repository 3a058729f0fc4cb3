import {
  JobState,
  LibraryBuild,
  LibraryBuildServiceDefinition,
  type LibraryBuildSpec,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { followJob } from './follow-job.ts';
import { resourceName } from './resource-name.ts';
import { stateName } from './runs.ts';

/** `rookery build-library`: plans a path for every scenario on the library side of the split. */
export function buildLibrary(context: CommandContext, spec: LibraryBuildSpec): Promise<number> {
  return withPlatform(context, async (platform) => {
    return ended(context, await buildAndWatch(context, platform, spec));
  });
}

/** `rookery build-library --resume BUILD`: goes on with what a build has not planned; of the flags only limits count. */
export function resumeBuild(
  context: CommandContext,
  build: string,
  { maxCalls, maxCostUsd }: Pick<LibraryBuildSpec, 'maxCalls' | 'maxCostUsd'>,
): Promise<number> {
  return withPlatform(context, async (platform) => {
    const resumed = await platform
      .client(LibraryBuildServiceDefinition)
      .resumeLibraryBuild(
        { name: resourceName('libraryBuilds', build), maxCalls, maxCostUsd },
        { signal: context.interrupted },
      );
    return ended(context, await watched(context, platform, resumed.build));
  });
}

function ended(context: CommandContext, build: LibraryBuild): number {
  const { name, spec, state, stateReason, scenariosDone, scenariosFailed } = build;
  const why = stateReason === '' ? '' : ` (${stateReason})`;
  context.print(
    context.json
      ? JSON.stringify(withZeros('rookery.benchmark.v1.LibraryBuild', LibraryBuild.toJSON(build)))
      : `${spec?.library ?? ''}: ${scenariosDone} paths planned, ${scenariosFailed} failed, ${stateName(state)}${why}` +
          (state === JobState.SUCCEEDED && scenariosFailed === 0 ? '' : `\n${goOn(name)}`),
  );
  return state === JobState.SUCCEEDED ? EXIT.ok : EXIT.incomplete;
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
    progress: ({ scenariosDone, scenariosFailed, scenariosTotal }) => ({
      done: scenariosDone + scenariosFailed,
      total: scenariosTotal,
    }),
    cancel: (signal) => builds.cancelLibraryBuild({ name }, { signal }),
    kept: `the paths planned so far are kept; ${goOn(name)}`,
  });
}

const goOn = (name: string): string => `go on with: rookery build-library --resume ${name}`;
