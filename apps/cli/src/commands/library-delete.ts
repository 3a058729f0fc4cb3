import { LibraryServiceDefinition } from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** `rookery library delete NAME`: erases a library with its paths and all that was learned from them. */
export function deleteLibrary(context: CommandContext, library: string): Promise<void> {
  return withPlatform(context, async (platform) => {
    const name = resourceName('libraries', library);
    await platform.client(LibraryServiceDefinition).deleteLibrary({ name }, { signal: context.interrupted });
    context.print(context.json ? JSON.stringify({ name }) : `${name} is erased`);
  });
}
