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
import { isFinal } from './run.ts';
import { stateName } from './runs.ts';

const CANCEL_MS = 10_000;

/** `rookery library build NAME`: plans a path for every scenario on the library side of the split. */
export function buildLibrary(context: CommandContext, spec: LibraryBuildSpec): Promise<number> {
  return withPlatform(context, async (platform) => {
    const built = await buildAndWatch(context, platform, spec);
    context.print(
      context.json
        ? JSON.stringify(LibraryBuild.toJSON(built))
        : `library ${spec.library}: ${built.scenariosDone} paths planned, ${built.scenariosFailed} failed, ${stateName(built.state)}`,
    );
    return built.state === JobState.SUCCEEDED ? EXIT.ok : EXIT.incomplete;
  });
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
  if (started.build === undefined)
    throw new RookeryError('DATA_LOSS', 'BuildLibrary answered without a build');
  const { name } = started.build;
  const bar = progressBar(`library ${spec.library}`, 'paths');
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
      context.note(`library ${spec.library}: cancelled; the paths planned so far are kept`);
    }
    throw error;
  } finally {
    bar.end();
  }
}
