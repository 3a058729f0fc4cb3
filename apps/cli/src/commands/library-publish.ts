import { LibraryServiceDefinition } from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** `rookery libraries publish NAME`: lets every tenant look into a library, or no longer. */
export function publishLibrary(context: CommandContext, library: string, published: boolean): Promise<void> {
  return withPlatform(context, async (platform) => {
    const answer = await platform
      .client(LibraryServiceDefinition)
      .publishLibrary(
        { name: resourceName('libraries', library), published },
        { signal: context.interrupted },
      );
    const { name = '' } = answer.library ?? {};
    context.print(
      context.json
        ? JSON.stringify({ name, published })
        : `${name} is ${published ? 'published' : 'private'}`,
    );
  });
}
