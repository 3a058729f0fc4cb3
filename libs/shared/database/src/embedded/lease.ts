import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { DatabaseLog } from '../log.ts';
import { connectionUrl, EMBEDDED_DATABASE, type Connection } from './connection.ts';
import { withDataLock } from './data-lock.ts';
import { layoutOf, type Layout } from './layout.ts';
import { stopPostmaster } from './postmaster.ts';
import { roleOf } from './roles.ts';
import { ensureServer } from './server.ts';

const LOCK_PATIENCE_MS = 120_000;
const CONNECT_TIMEOUT_MS = 10_000;
const KILLED_GRACE_MS = 100;
const REVIVE_PAUSE_MS = [100, 500, 1_000, 2_000, 5_000];
const LEASE_NAME = 'rookery lease';

export interface LeaseOptions {
  /** Absolute path. */
  readonly dataFolder: string;
  /** Who holds it; appears in pg_stat_activity. */
  readonly service: string;
  readonly log: DatabaseLog;
  /** false: no fsync, and the last one out removes the data; for tests. */
  readonly durable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One process's share in the embedded server of a data folder.
 *
 * The share is an open connection with a telling name. The server itself counts them, and a killed process
 * loses its own at once, because the kernel closes the socket: nobody is counted for ever. Whoever leaves
 * last, seen under the data folder's lock, stops the server. When the server dies under its users, the
 * first of them starts it again.
 */
export class EmbeddedLease {
  readonly layout: Layout;
  readonly #options: LeaseOptions;
  readonly #left = new AbortController();
  #connection: Connection;
  #client: pg.Client;
  #reviving: Promise<void> | undefined;
  #onMoved: (connection: Connection) => void = () => undefined;

  private constructor(options: LeaseOptions, layout: Layout, connection: Connection, client: pg.Client) {
    this.#options = options;
    this.layout = layout;
    this.#connection = connection;
    this.#client = client;
    this.#watch(client);
  }

  /** Joins the server of the data folder, starting it when nobody has. */
  static async take(options: LeaseOptions): Promise<EmbeddedLease> {
    const layout = layoutOf(options.dataFolder);
    await makeFolder(layout.folder);
    const { connection, client } = await enter(options, layout, true);
    return new EmbeddedLease(options, layout, connection, client);
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Called when the server came back at another address. */
  set onMoved(listener: (connection: Connection) => void) {
    this.#onMoved = listener;
  }

  /** Gives the share back; the last one out stops the server. Errors on the way are logged, not thrown. */
  async leave(): Promise<void> {
    this.#left.abort();
    await this.#reviving;
    const { log, durable } = this.#options;
    try {
      await withDataLock(this.layout.lockFile, LOCK_PATIENCE_MS, undefined, async () => {
        if ((await this.#othersAfterUs()) !== 0) return;
        await this.#client.end().catch(() => undefined);
        await stopPostmaster(this.layout.data);
        if (!durable) await forgetData(this.layout);
      });
    } catch (error) {
      log.warn({ code: asRookeryError(error).code }, 'embedded PostgreSQL: left without stopping it');
    } finally {
      await this.#client.end().catch(() => undefined);
    }
  }

  /**
   * Gives our share up and says how many others there are; undefined when the server cannot be asked, so
   * that it is left alone.
   */
  async #othersAfterUs(): Promise<number | undefined> {
    try {
      return await handBack(this.#client);
    } catch {
      // Our own connection was lost and not yet replaced.
    }
    try {
      this.#client = await connectLease(this.#options.service, this.#connection);
      return await handBack(this.#client);
    } catch {
      return undefined;
    }
  }

  #watch(client: pg.Client): void {
    client.on('end', () => {
      if (this.#left.signal.aborted || client !== this.#client) return;
      this.#reviving ??= this.#revive().finally(() => (this.#reviving = undefined));
    });
  }

  async #revive(): Promise<void> {
    const { log } = this.#options;
    log.warn({ folder: this.layout.folder }, 'embedded PostgreSQL: the server is gone, bringing it back');
    for (let attempt = 0; !this.#left.signal.aborted; attempt += 1) {
      const pause = REVIVE_PAUSE_MS[Math.min(attempt, REVIVE_PAUSE_MS.length - 1)];
      try {
        await sleep(pause, undefined, { signal: this.#left.signal });
        const options = { ...this.#options, signal: this.#left.signal };
        const { connection, client } = await enter(options, this.layout, false);
        this.#connection = connection;
        this.#client = client;
        this.#watch(client);
        this.#onMoved(connection);
        log.info({ folder: this.layout.folder }, 'embedded PostgreSQL: the server is back');
        return;
      } catch (error) {
        if (this.#left.signal.aborted) return;
        const { code, message } = asRookeryError(error);
        log.warn({ code, attempt }, `embedded PostgreSQL: not back yet: ${message}`);
      }
    }
  }
}

async function enter(
  options: LeaseOptions,
  layout: Layout,
  mayInitialise: boolean,
): Promise<{ connection: Connection; client: pg.Client }> {
  return withDataLock(layout.lockFile, LOCK_PATIENCE_MS, options.signal, async () => {
    const connection = await ensureServer({
      ...options,
      role: roleOf(options.service),
      layout,
      mayInitialise,
    });
    // Taken before the lock is let go, or the last one out could stop the server in between.
    const client = await connectLease(options.service, connection);
    return { connection, client };
  });
}

async function connectLease(service: string, connection: Connection): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: connectionUrl(connection, roleOf(service), EMBEDDED_DATABASE),
    application_name: `${LEASE_NAME} ${service} ${process.pid}`.slice(0, 63),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function handBack(client: pg.Client): Promise<number> {
  // The name goes first: a closed connection may be listed for a moment, and the next one to leave counts it.
  await client.query("SET application_name = 'rookery leaving'");
  const others = await countLeases(client);
  if (others === 0) return 0;
  // Processes killed just now may be listed still.
  await sleep(KILLED_GRACE_MS);
  return countLeases(client);
}

async function countLeases(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ leases: number }>(
    'SELECT count(*)::int AS leases FROM pg_stat_activity WHERE starts_with(application_name, $1)',
    [LEASE_NAME],
  );
  return rows[0]?.leases ?? 0;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // Root hands it to the server's user as soon as that is known.
    if (process.getuid?.() !== 0) await chmod(folder, 0o700);
    if (!(await stat(folder)).isDirectory()) throw new TypeError('not a folder');
  } catch (cause) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      `data folder: cannot make ${folder}; is its parent writable?`,
      {
        reason: 'DATA_FOLDER_NOT_WRITABLE',
        cause,
      },
    );
  }
}

async function forgetData(layout: Layout): Promise<void> {
  const leftovers = [layout.data, layout.accessFile, layout.serverLog];
  await Promise.all(leftovers.map((path) => rm(path, { recursive: true, force: true })));
}
