import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a file that only its owner may read; all of it is on disk when this returns. @returns false when there was one already */
export async function makeFile(path: string, text: string): Promise<boolean> {
  const made = await written(path, text);
  try {
    await link(made, path);
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw caught;
  } finally {
    await rm(made, { force: true });
  }
  await flush(dirname(path));
  return true;
}

/**
 * Puts another text in a file's place, and random bytes over what it held, as far as the file system writes in place; all of it is
 * on disk when this returns.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const made = await written(path, text);
  const former = await open(path, 'r+').catch((caught: unknown) => {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw caught;
  });
  try {
    await rename(made, path);
    await flush(dirname(path));
    if (former !== undefined) await scrub(former);
  } finally {
    await former?.close();
  }
}

async function written(path: string, text: string): Promise<string> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

async function scrub(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  await file.write(randomBytes(size), 0, size, 0);
  await file.sync();
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
