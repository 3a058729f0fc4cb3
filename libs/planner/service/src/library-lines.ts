import { exportLibrary, importLibrary, shownLibrary, type TransferParts } from '@rookery/planner-library';
import {
  idsIn,
  libraryName,
  type ExportLibraryResponse,
  type ImportLibraryRequest,
  type ImportLibraryResponse,
  type ServerStreamingMethodResult,
} from '@rookery/shared-contracts';
import type { Reader } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';

/** Characters of one message: far below its limit in bytes, whatever the script. */
const MESSAGE_CHARACTERS = 262_144;

/** The lines of a library, many to a message. */
export async function* exportedLines(
  parts: TransferParts,
  reader: Reader,
  library: string,
  signal: AbortSignal,
): ServerStreamingMethodResult<ExportLibraryResponse> {
  let lines: string[] = [];
  let characters = 0;
  for await (const line of exportLibrary(parts, reader, library, signal)) {
    lines.push(line);
    characters += line.length;
    if (characters < MESSAGE_CHARACTERS) continue;
    yield { lines };
    lines = [];
    characters = 0;
  }
  yield { lines };
}

/** Makes a library of the lines that come, which is the caller's. */
export async function importedLines(
  parts: TransferParts,
  requests: AsyncIterable<ImportLibraryRequest>,
  embedder: string,
  signal: AbortSignal,
): Promise<ImportLibraryResponse> {
  const reader = requests[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done === true) throw new RookeryError('DATA_LOSS', 'the file is empty');
  const lines = async function* (): AsyncGenerator<string> {
    yield* first.value.lines;
    for (let next = await reader.next(); next.done !== true; next = await reader.next())
      yield* next.value.lines;
  };
  const { caller } = callContext();
  const wanted = { library: idsIn(first.value.library)[0], owner: caller.name, embedder };
  const { library, paths } = await importLibrary(parts, lines(), wanted, signal);
  return { name: libraryName(shownLibrary(library)), paths };
}
