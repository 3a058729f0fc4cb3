import { randomBytes } from 'node:crypto';
import { chmod, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RookeryError } from '@rookery/shared-errors';
import { errorCode } from '../error-code.ts';

export const EMBEDDED_HOST = '127.0.0.1';
export const EMBEDDED_USER = 'rookery';
export const EMBEDDED_DATABASE = 'rookery';

/** How to reach the embedded server; kept in a file that only its owner can read. */
export interface Connection {
  /** TCP port on 127.0.0.1; kept over restarts when it is still free. */
  readonly port: number;
  readonly password: string;
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

export function connectionUrl(connection: Connection, database: string): string {
  return `postgresql://${EMBEDDED_USER}:${connection.password}@${EMBEDDED_HOST}:${connection.port}/${database}`;
}

/**
 * The connection, or undefined when the file is missing or unreadable as such (it is then made anew).
 * @throws RookeryError PERMISSION_DENIED when the file belongs to somebody else.
 */
export async function readConnection(file: string): Promise<Connection | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new RookeryError(
      'PERMISSION_DENIED',
      `data folder: ${file} cannot be read; the data folder belongs to another user`,
      { reason: 'DATA_FOLDER_OF_ANOTHER_USER', cause: error },
    );
  }
  return parseConnection(text);
}

/** Written beside and renamed, so that a reader never sees half of it. */
export async function writeConnection(file: string, connection: Connection): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(connection)}\n`, { mode: 0o600 });
  // The mode above counts only when the file is new.
  await chmod(draft, 0o600);
  await giveToFolderOwner(draft);
  await rename(draft, file);
}

/** The next start then gives the cluster a new password. */
export async function forgetConnection(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** What root writes into a user's folder is the user's: one start with sudo must not lock him out. */
export async function giveToFolderOwner(file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(file));
  await chown(file, uid, gid);
}

function parseConnection(text: string): Connection | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('port' in value) || !('password' in value))
    return undefined;
  const { port, password } = value;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  if (typeof password !== 'string' || !/^[\w-]{16,}$/.test(password)) return undefined;
  return { port, password };
}
