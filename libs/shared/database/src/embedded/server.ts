import { setTimeout as sleep } from 'node:timers/promises';
import { RookeryError } from '@rookery/shared-errors';
import { freePort } from '@rookery/shared-runtime';
import type { DatabaseLog } from '../log.ts';
import { accessOf, forgetAccess, giveAccess, hasAccess, type Access } from './access.ts';
import { keepFolderPrivate, serverAccount } from './account.ts';
import { installedBinaries } from './binaries.ts';
import { clusterState, initialiseCluster } from './cluster.ts';
import type { Connection } from './connection.ts';
import { greet } from './handshake.ts';
import { launch } from './launch.ts';
import type { Layout } from './layout.ts';
import { runningPostmaster, stopPostmaster } from './postmaster.ts';
import { socketFolder } from './socket-folder.ts';

const JOIN_PATIENCE_MS = 60_000;
const MAX_ATTEMPTS = 50;
/** A role that was given its access and is refused all the same will be refused again. */
const MAX_REFUSALS = 2;
const RETRY_MS = 200;
/** Names the socket; nothing listens on TCP, so nobody else can have it. */
const SOCKET_NUMBER = 5432;

export interface ServerOptions {
  readonly layout: Layout;
  /** Who is to be let in. */
  readonly role: string;
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
  const { layout, log, durable } = options;
  let refusals = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    options.signal?.throwIfAborted();
    const access = await accessOf(layout, durable);
    const state = await clusterState(layout);
    if (state === 'complete') {
      const joined = await join(options, access);
      if (joined !== undefined) return joined;
    } else if (!options.mayInitialise) {
      throw new RookeryError('DATA_LOSS', `data folder: ${layout.data} is gone; restart the platform`, {
        reason: 'DATA_FOLDER_GONE',
      });
    }
    const account = await serverAccount(layout.folder, layout.data, installedBinaries());
    await keepFolderPrivate(layout.folder, account);
    if (state === 'absent') {
      log.info({ folder: layout.data }, 'embedded PostgreSQL: setting up a new database');
      await forgetAccess(layout);
      await initialiseCluster(layout, account, durable);
    }
    if (!(await hasAccess(layout, access))) await giveAccess(layout, account, access, durable);
    const port = durable ? SOCKET_NUMBER : await freePort();
    const connection = { socketFolder: await socketFolder(layout, account, port), port };
    const outcome = await launch(options, account, connection);
    if (outcome === 'ready') return connection;
    if (outcome === 'no-access') {
      await stopPostmaster(layout.data);
      await forgetAccess(layout);
      refusals += 1;
      if (refusals >= MAX_REFUSALS) throw refused(options);
    }
    if (outcome === 'not-yet') await sleep(RETRY_MS);
  }
  throw new RookeryError(
    'UNAVAILABLE',
    `embedded PostgreSQL: does not start in ${layout.data}; see ${layout.serverLog}`,
    { reason: 'SERVER_DOES_NOT_START' },
  );
}

/** Joins the running server; undefined when none runs (any more), or one that has to start anew. */
async function join(
  { layout, role, log, signal }: ServerOptions,
  access: Access,
): Promise<Connection | undefined> {
  const running = await runningPostmaster(layout.data);
  if (running === undefined) return undefined;
  if (running.socketFolder !== '' && (await hasAccess(layout, access))) {
    const { port, socketFolder: folder } = running;
    const connection = { port, socketFolder: folder };
    const stillThere = async (): Promise<boolean> => (await runningPostmaster(layout.data)) !== undefined;
    const greeting = await greet(connection, role, JOIN_PATIENCE_MS, stillThere, signal);
    if (greeting === 'gone') return undefined;
    if (greeting === 'ready') return connection;
  }
  log.warn({ folder: layout.folder }, 'embedded PostgreSQL: its roles are made anew, so it starts again');
  await stopPostmaster(layout.data);
  await forgetAccess(layout);
  return undefined;
}

function refused({ layout, role }: ServerOptions): RookeryError {
  return new RookeryError(
    'FAILED_PRECONDITION',
    `embedded PostgreSQL: lets this user not in as ${role}; see ${layout.serverLog}`,
    { reason: 'DATABASE_DENIES' },
  );
}
