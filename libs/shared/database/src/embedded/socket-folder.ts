import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RookeryError } from '@rookery/shared-errors';
import { errorCode } from '../error-code.ts';
import type { Account } from './account.ts';
import type { Layout } from './layout.ts';

/** Bytes that the path of a socket may have: 108 on Linux and 104 elsewhere, with the zero at the end. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/**
 * The folder of the server's socket, made when missing: only the server's user may enter it. Where the data folder's path is too long
 * for a socket it is in the user's runtime folder, else in the system's folder for temporary files.
 * @throws RookeryError FAILED_PRECONDITION when there is none, naming the limit
 */
export async function socketFolder(layout: Layout, account: Account, port: number): Promise<string> {
  const uid = account.owner?.uid ?? process.getuid?.() ?? 0;
  const folder = await shortFolder(layout, uid, port);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  const mayBe = account.owner === undefined ? [uid] : [uid, 0];
  if (!found.isDirectory() || !mayBe.includes(found.uid)) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `data folder: ${folder}, where the socket of PostgreSQL goes, was made by another user; remove it`,
      { reason: 'SOCKET_FOLDER_NOT_OURS' },
    );
  }
  if (account.owner !== undefined) await chown(folder, account.owner.uid, account.owner.gid);
  await chmod(folder, 0o700);
  return folder;
}

async function shortFolder(layout: Layout, uid: number, port: number): Promise<string> {
  const fits = (folder: string): boolean =>
    Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) <= LONGEST_PATH;
  if (fits(layout.socket)) return layout.socket;
  const name = `rookery-${createHash('sha256').update(`${uid} ${layout.folder}`).digest('hex').slice(0, 16)}`;
  const runtime = join('/run/user', String(uid));
  const isThere = await stat(runtime).then(
    (found) => found.isDirectory() && found.uid === uid,
    () => false,
  );
  const folder = [...(isThere ? [runtime] : []), tmpdir()].map((at) => join(at, name)).find(fits);
  if (folder !== undefined) return folder;
  throw new RookeryError(
    'FAILED_PRECONDITION',
    `data folder: the path of a socket in ${layout.socket} has more than ${LONGEST_PATH} bytes, and so it has in ${tmpdir()}; ` +
      'use a data folder with a shorter path, or set DATABASE_URL',
    { reason: 'SOCKET_PATH_TOO_LONG' },
  );
}
