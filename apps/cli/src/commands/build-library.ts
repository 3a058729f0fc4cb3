import {
  JobState,
  LibraryBuild,
  PlannerServiceDefinition,
  type LibraryBuildSpec,
} from '@rookery/shared-contracts';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { progressBar } from '../terminal/progress.ts';
import { resourceName } from './resource-name.ts';
import { isFinal } from './run.ts';
import { stateName } from './runs.ts';

const CANCEL_MS = 10_000;

/** `rookery library build NAME`: plans a path for every scenario on the library side of the split. */
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
      .client(PlannerServiceDefinition)
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
  const goOn = `\ngo on with: rookery build-library --resume ${name}`;
  context.print(
    context.json
      ? JSON.stringify(LibraryBuild.toJSON(build))
      : `library ${spec?.library ?? ''}: ${scenariosDone} paths planned, ${scenariosFailed} failed, ${stateName(state)}${why}` +
          (state === JobState.SUCCEEDED && scenariosFailed === 0 ? '' : goOn),
  );
  return state === JobState.SUCCEEDED ? EXIT.ok : EXIT.incomplete;
}

/** Starts a build and follows it to its end. Ctrl-C cancels it; stored paths stay. */
export async function buildAndWatch(
  context: CommandContext,
  platform: PlatformConnection,
  spec: LibraryBuildSpec,
): Promise<LibraryBuild> {
  const planner = platform.client(PlannerServiceDefinition);
  const started = await planner.buildLibrary(
    { requestId: crypto.randomUUID(), spec },
    { signal: context.interrupted },
  );
  return watched(context, platform, started.build);
}

async function watched(
  context: CommandContext,
  platform: PlatformConnection,
  started: LibraryBuild | undefined,
): Promise<LibraryBuild> {
  if (started === undefined) throw new RookeryError('DATA_LOSS', 'the planner answered without a build');
  const planner = platform.client(PlannerServiceDefinition);
  const { name } = started;
  const library = started.spec?.library ?? '';
  const bar = progressBar(`library ${library}`, 'paths');
  try {
    for (;;) {
      try {
        for await (const { build } of planner.watchLibraryBuild({ name }, { signal: context.interrupted })) {
          if (build === undefined) continue;
          bar.update(build.scenariosDone + build.scenariosFailed, build.scenariosTotal);
          if (isFinal(build.state)) return build;
        }
      } catch (error) {
        // A service that is restarted ends the stream, not the job.
        if (!isRookeryError(error) || error.code !== 'UNAVAILABLE') throw error;
      }
    }
  } catch (error) {
    if (context.interrupted.aborted) {
      await planner.cancelLibraryBuild({ name }, { signal: AbortSignal.timeout(CANCEL_MS) });
      context.note(`library ${library}: cancelled; the paths planned so far are kept`);
    }
    throw error;
  } finally {
    bar.end();
  }
}
