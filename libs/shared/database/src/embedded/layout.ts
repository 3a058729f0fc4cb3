import { join } from 'node:path';

/** What lies where below the data folder. Everything of PostgreSQL's is in one folder of its own. */
export interface Layout {
  readonly folder: string;
  /** The cluster; it exists only once it is complete. */
  readonly data: string;
  readonly connectionFile: string;
  readonly lockFile: string;
  readonly serverLog: string;
}

/** Paths below an absolute data folder. */
export function layoutOf(dataFolder: string): Layout {
  const folder = join(dataFolder, 'postgres');
  return {
    folder,
    data: join(folder, 'data'),
    connectionFile: join(folder, 'connection.json'),
    lockFile: join(folder, 'lock'),
    serverLog: join(folder, 'server.log'),
  };
}
