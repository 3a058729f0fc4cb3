import { chmod, chown, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What lies where below the data folder. Everything of PostgreSQL's is in one folder of its own. */
export interface Layout {
  readonly folder: string;
  /** The cluster; it exists only once it is complete. */
  readonly data: string;
  /** Where the server's socket is, if its path is short enough; see `socketFolder`. */
  readonly socket: string;
  /** Which roles and rights the cluster was given last. */
  readonly accessFile: string;
  readonly lockFile: string;
  readonly serverLog: string;
}

/** Paths below an absolute data folder. */
export function layoutOf(dataFolder: string): Layout {
  const folder = join(dataFolder, 'postgres');
  return {
    folder,
    data: join(folder, 'data'),
    socket: join(folder, 'socket'),
    accessFile: join(folder, 'access'),
    lockFile: join(folder, 'lock'),
    serverLog: join(folder, 'server.log'),
  };
}

/** Keeps a file from all other users. What root writes into a user's folder is the user's: one start with sudo must not lock him out. */
export async function keepPrivate(file: string): Promise<void> {
  await chmod(file, 0o600);
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(file));
  await chown(file, uid, gid);
}
