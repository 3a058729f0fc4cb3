import { resolve } from 'node:path';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import { connectionUrl, EMBEDDED_DATABASE, type Connection } from './embedded/connection.ts';
import { EmbeddedLease } from './embedded/lease.ts';
import { roleOf } from './embedded/roles.ts';
import { checkExternalServer, describeServer } from './external-server.ts';
import type { DatabaseLog } from './log.ts';
import { createPool } from './pool.ts';
import { schemaTables } from './tables.ts';

const DEFAULT_POOL_SIZE = 10;
const DEFAULT_WAIT_MS = 15_000;
const POOL_CLOSE_MS = 5_000;

export interface DatabaseOptions {
  /** A PostgreSQL of yours; without it the data folder's own server is joined or started. */
  readonly databaseUrl?: string | undefined;
  /** Where an embedded server keeps its data: in `postgres/` below it. Made when missing. */
  readonly dataFolder: string;
  /** Who connects: for pg_stat_activity, and for the role at an embedded server (`roleOf`): `benchmark`, `cli`... */
  readonly service: string;
  readonly log: DatabaseLog;
  /** Connections at most, at least 2; 10 by default. */
  readonly poolSize?: number | undefined;
  /** How long an unreachable `databaseUrl` is tried, in milliseconds; 15 000 by default. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An open database. Every process that opens one closes it: the last one out stops an embedded server. */
export interface Database {
  readonly embedded: boolean;
  /** Where the data is, to be shown to a person: a folder, or host, port and database. Never a password. */
  readonly location: string;
  /** For child processes and drivers, and never for a log: that of a server of yours has a password. */
  readonly connectionString: string;
  readonly log: DatabaseLog;
  /** The one pool that all of this library's parts share. */
  readonly pool: pg.Pool;
  /**
   * Typed access to the tables of one service's schema. Errors of the database come out sorted: what the caller sent, an
   * outage, what lasts (see `sorted`). A transaction that others made fail runs again, so it may be run several times.
   */
  tables<Tables>(schema: string): Kysely<Tables>;
  /** Waits for running queries, at most 5 s. Calling it again does nothing more. */
  close(): Promise<void>;
}

/**
 * Opens the state of the platform (decision 0002) and says in the log where it lives.
 * @throws RookeryError with a message that says what to change; see the embedded server and DATABASE_URL.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? openEmbedded(options, true)
    : openExternal(options, options.databaseUrl);
}

async function openExternal(options: DatabaseOptions, databaseUrl: string): Promise<Database> {
  const location = describeServer(databaseUrl);
  await checkExternalServer(databaseUrl, options.waitMs ?? DEFAULT_WAIT_MS, options.log, options.signal);
  const pool = createPool({ ...poolConfig(options), connectionString: databaseUrl }, options.log);
  options.log.info({ database: location }, `database: PostgreSQL at ${location}`);
  return asDatabase(pool, options.log, {
    embedded: false,
    location,
    connectionString: () => databaseUrl,
    release: () => Promise.resolve(),
  });
}

/** @param durable false for data that tests throw away */
export async function openEmbedded(options: DatabaseOptions, durable: boolean): Promise<Database> {
  const { service, log, signal } = options;
  const lease = await EmbeddedLease.take({
    dataFolder: resolve(options.dataFolder),
    service,
    log,
    durable,
    signal,
  });
  const pool = createPool(
    {
      ...poolConfig(options),
      ...socketOf(lease.connection),
      user: roleOf(service),
      database: EMBEDDED_DATABASE,
    },
    log,
  );
  // The pool reads its options for every new connection, so a server that moved is found again.
  lease.onMoved = (connection) => Object.assign(pool.options, socketOf(connection));
  log.info({ folder: lease.layout.folder }, `database: embedded PostgreSQL, data in ${lease.layout.folder}`);
  return asDatabase(pool, options.log, {
    embedded: true,
    location: lease.layout.folder,
    connectionString: () => connectionUrl(lease.connection, roleOf(service), EMBEDDED_DATABASE),
    release: () => lease.leave(),
  });
}

function socketOf({ socketFolder, port }: Connection): pg.PoolConfig {
  return { host: socketFolder, port };
}

function poolConfig(options: DatabaseOptions): pg.PoolConfig {
  return {
    max: Math.max(2, options.poolSize ?? DEFAULT_POOL_SIZE),
    application_name: `rookery ${options.service}`.slice(0, 63),
  };
}

interface Backing {
  readonly embedded: boolean;
  readonly location: string;
  connectionString(): string;
  release(): Promise<void>;
}

function asDatabase(pool: pg.Pool, log: DatabaseLog, backing: Backing): Database {
  const bySchema = new Map<string, Kysely<unknown>>();
  let closing: Promise<void> | undefined;
  return {
    embedded: backing.embedded,
    location: backing.location,
    log,
    get connectionString() {
      return backing.connectionString();
    },
    pool,
    tables<Tables>(schema: string): Kysely<Tables> {
      let tables = bySchema.get(schema);
      if (tables === undefined) {
        tables = schemaTables(pool, schema);
        bySchema.set(schema, tables);
      }
      // The schema's owner says what its tables are; the query builder itself is the same for all.
      return tables as Kysely<Tables>;
    },
    close() {
      closing ??= endPool(pool).then(() => backing.release());
      return closing;
    },
  };
}

/** A connection that is never given back must not keep the process from leaving. */
async function endPool(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, POOL_CLOSE_MS);
  });
  await Promise.race([pool.end(), late]);
  clearTimeout(timer);
}
