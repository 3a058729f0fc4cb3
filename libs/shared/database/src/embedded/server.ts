import { setTimeout as sleep } from 'node:timers/promises';
import { RookeryError } from '@rookery/shared-errors';
import type { DatabaseLog } from '../log.ts';
import { serverAccount, type Account } from './account.ts';
import { installedBinaries } from './binaries.ts';
import { clusterState, initialiseCluster, resetPassword } from './cluster.ts';
import {
  forgetConnection,
  newPassword,
  readConnection,
  writeConnection,
  type Connection,
} from './connection-file.ts';
import { greet } from './handshake.ts';
import { freePort, launch } from './launch.ts';
import type { Layout } from './layout.ts';
import { runningPostmaster, stopPostmaster } from './postmaster.ts';

const JOIN_PATIENCE_MS = 60_000;
const MAX_ATTEMPTS = 50;
const RETRY_MS = 200;

export interface ServerOptions {
  readonly layout: Layout;
  readonly log: DatabaseLog;
  /** false: no fsync, for data that tests throw away. */
  readonly durable: boolean;
  /** false: never make a new cluster, because the data of a running platform vanished. */
  readonly mayInitialise: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes sure that the server of this data folder runs, and says how to reach it: joins a running one, starts
 * a stopped one, makes a new one, repairs what a killed process left. Call it under the data folder's lock.
 */
export async function ensureServer(options: ServerOptions): Promise<Connection> {
  const { layout, log } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    options.signal?.throwIfAborted();
    const state = await clusterState(layout);
    if (state === 'complete') {
      const joined = await join(options);
      if (joined !== undefined) return joined;
    } else if (!options.mayInitialise) {
      throw new RookeryError('DATA_LOSS', `data folder: ${layout.data} is gone; restart the platform`, {
        reason: 'DATA_FOLDER_GONE',
      });
    }
    const account = await serverAccount(layout.folder, layout.data, installedBinaries());
    const password = await establish(options, account, state === 'complete');
    const port = (await readConnection(layout.connectionFile))?.port ?? (await freePort());
    const outcome = await launch(options, account, { port, password });
    if (outcome === 'ready') return { port, password };
    if (outcome === 'port-taken') {
      log.warn({ port }, 'embedded PostgreSQL: the port is taken, choosing another');
      await writeConnection(layout.connectionFile, { port: await freePort(), password });
    }
    if (outcome === 'wrong-password') {
      await stopPostmaster(layout.data);
      await forgetConnection(layout.connectionFile);
    }
    if (outcome === 'not-yet') await sleep(RETRY_MS);
  }
  throw new RookeryError(
    'UNAVAILABLE',
    `embedded PostgreSQL: does not start in ${layout.data}; see ${layout.serverLog}`,
    { reason: 'SERVER_DOES_NOT_START' },
  );
}

/** Joins the running server; undefined when none runs (any more). */
async function join({ layout, log, signal }: ServerOptions): Promise<Connection | undefined> {
  const running = await runningPostmaster(layout.data);
  if (running === undefined) return undefined;
  const known = await readConnection(layout.connectionFile);
  if (known !== undefined) {
    const connection = { port: running.port, password: known.password };
    const stillThere = async (): Promise<boolean> => (await runningPostmaster(layout.data)) !== undefined;
    const greeting = await greet(connection, JOIN_PATIENCE_MS, stillThere, signal);
    if (greeting === 'gone') return undefined;
    if (greeting === 'ready') {
      if (known.port !== running.port) await writeConnection(layout.connectionFile, connection);
      return connection;
    }
  }
  log.warn({ folder: layout.folder }, 'embedded PostgreSQL: its connection file is lost, making a new one');
  await stopPostmaster(layout.data);
  await forgetConnection(layout.connectionFile);
  return undefined;
}

/** A cluster whose password we know: the one that is there, or a new one. */
async function establish(options: ServerOptions, account: Account, complete: boolean): Promise<string> {
  const { layout, durable, log } = options;
  const known = complete ? await readConnection(layout.connectionFile) : undefined;
  if (known !== undefined) return known.password;
  const password = newPassword();
  if (complete) await resetPassword(layout, account, password);
  else {
    log.info({ folder: layout.data }, 'embedded PostgreSQL: setting up a new database');
    await initialiseCluster(layout, account, password, durable);
  }
  await writeConnection(layout.connectionFile, { port: await freePort(), password });
  return password;
}
