import { LibraryServiceDefinition } from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** `rookery library reindex NAME`: makes a library's vectors anew with the embedder that the platform runs. */
export function reindexLibrary(context: CommandContext, library: string): Promise<void> {
  return withPlatform(context, async (platform) => {
    const libraries = platform.client(LibraryServiceDefinition);
    const { embedder } = await libraries.reindexLibrary(
      { name: resourceName('libraries', library) },
      { signal: context.interrupted },
    );
    context.print(
      context.json
        ? JSON.stringify({ library, embedder })
        : `library ${library}: its paths are found by ${embedder}`,
    );
  });
}
