import { plannedPaths, readRows } from '@rookery/cli-dataset-files';
import { LibraryServiceDefinition, type ImportLibraryRequest } from '@rookery/shared-contracts';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { named } from './data-set-file.ts';
import { dataSetNamedAfter } from './import.ts';
import { rejectedRows } from './rejected-rows.ts';
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

/** `rookery library import FILE`: makes a library of such a file, or of planned paths as the authors' `MCTS_path.csv` has them. */
export async function importLibrary(context: CommandContext, file: string, name: string): Promise<void> {
  const lines = await linesOf(context, file, name);
  await withPlatform(context, async (platform) => {
    const libraries = platform.client(LibraryServiceDefinition);
    const made = await libraries.importLibrary(
      messagesOf(lines, name === '' ? '' : resourceName('libraries', name)),
      { signal: context.interrupted },
    );
    context.print(
      context.json
        ? JSON.stringify({ name: made.name, paths: made.paths })
        : `${made.name.replace('libraries/', 'library ')}: ${made.paths} paths`,
    );
  });
}

/** The lines of a library file, as it is, or as planned paths make one. */
async function linesOf(
  context: CommandContext,
  file: string,
  name: string,
): Promise<AsyncIterable<string> | readonly string[]> {
  const isLibrary = await named(file, async () => {
    await using handle = await open(file).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw invalidArgument('file', `cannot be read (${code})`);
    });
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
    return buffer.toString('utf8', 0, bytesRead).includes('"rookery-library"');
  });
  if (isLibrary) return createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const rows = readRows(createReadStream(file), { signal: context.interrupted });
  const library =
    name === '' ? dataSetNamedAfter(file) : resourceName('libraries', name).replace('libraries/', '');
  const { lines, rejected } = await named(file, () => plannedPaths(rows, library));
  if (rejected.length > 0) {
    context.note(
      `${file}: ${rejected.length} rows hold no path\n${rejectedRows(rejected, rejected.length).join('\n')}`,
    );
  }
  return lines;
}

async function* messagesOf(
  all: AsyncIterable<string> | readonly string[],
  library: string,
): AsyncGenerator<ImportLibraryRequest> {
  let lines: string[] = [];
  for await (const line of all) {
    lines.push(line);
    if (lines.length < LINES_PER_MESSAGE) continue;
    yield { library, lines };
    lines = [];
  }
  if (lines.length > 0) yield { library, lines };
}
