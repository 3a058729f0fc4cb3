import { stateLabel } from '@rookery/cli-report-rendering';
import { LibraryBuild, LibraryBuildServiceDefinition } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { allPages } from './all-pages.ts';
import { resourceName } from './resource-name.ts';

/** `rookery builds`: all builds of libraries, newest first. */
export async function builds(context: CommandContext): Promise<void> {
  const pages = await withPlatform(context, (platform) => {
    const service = platform.client(LibraryBuildServiceDefinition);
    return allPages((request) => service.listLibraryBuilds(request, { signal: context.interrupted }));
  });
  const all = pages.flatMap((page) => page.builds);
  if (context.json) {
    context.print(
      JSON.stringify(
        all.map((build) => withZeros('rookery.benchmark.v1.LibraryBuild', LibraryBuild.toJSON(build))),
      ),
    );
    return;
  }
  if (all.length === 0) {
    context.print('no builds yet; `rookery build-library --help` shows how to start one');
    return;
  }
  context.print(
    table(
      ['build', 'state', 'scenarios', 'failed', 'library', 'created'],
      all.map((build) => [
        build.name,
        stateLabel(build.state),
        `${build.scenariosDone}/${build.scenariosTotal}`,
        String(build.scenariosFailed),
        build.spec?.library ?? '',
        build.createTime?.toISOString().slice(0, 16) ?? '',
      ]),
    ),
  );
}

/** `rookery builds delete BUILD`: erases a build and what became of its scenarios; stored paths stay. */
export async function deleteBuild(context: CommandContext, build: string): Promise<void> {
  const name = resourceName('libraryBuilds', build);
  await withPlatform(context, (platform) =>
    platform
      .client(LibraryBuildServiceDefinition)
      .deleteLibraryBuild({ name }, { signal: context.interrupted }),
  );
  context.print(context.json ? JSON.stringify({ name }) : `${name} is erased`);
}
