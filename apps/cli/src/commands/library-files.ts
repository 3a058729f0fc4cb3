import { LibraryServiceDefinition, type ImportLibraryRequest } from '@rookery/shared-contracts';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

const LINES_PER_MESSAGE = 100;

/** `rookery library export NAME FILE`: a library as a file of lines; the file is there whole or not at all. */
export function exportLibrary(context: CommandContext, library: string, file: string): Promise<void> {
  return withPlatform(context, async (platform) => {
    const libraries = platform.client(LibraryServiceDefinition);
    const request = { name: resourceName('libraries', library) };
    const unfinished = `${file}.part`;
    let written = 0;
    try {
      {
        await using handle = await open(unfinished, 'w');
        for await (const { lines } of libraries.exportLibrary(request, { signal: context.interrupted })) {
          if (lines.length > 0) await handle.write(`${lines.join('\n')}\n`);
          written += lines.length;
        }
        await handle.sync();
      }
      await rename(unfinished, file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    const paths = written - 1;
    context.print(context.json ? JSON.stringify({ library, file, paths }) : `${file}: ${paths} paths`);
  });
}

/** `rookery library import FILE`: makes a library of such a file. */
export function importLibrary(context: CommandContext, file: string, name: string): Promise<void> {
  return withPlatform(context, async (platform) => {
    const libraries = platform.client(LibraryServiceDefinition);
    const made = await libraries.importLibrary(
      messagesOf(file, name === '' ? '' : resourceName('libraries', name)),
      { signal: context.interrupted },
    );
    context.print(
      context.json
        ? JSON.stringify({ name: made.name, paths: made.paths })
        : `${made.name.replace('libraries/', 'library ')}: ${made.paths} paths`,
    );
  });
}

async function* messagesOf(file: string, library: string): AsyncGenerator<ImportLibraryRequest> {
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < LINES_PER_MESSAGE) continue;
    yield { library, lines };
    lines = [];
  }
  if (lines.length > 0) yield { library, lines };
}
