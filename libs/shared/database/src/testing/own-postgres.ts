import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { chown, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@rookery/shared-runtime';
import pg from 'pg';
import { keepFolderPrivate, serverAccount, type Account } from '../embedded/account.ts';
import { binariesIn, installedBinaries } from '../embedded/binaries.ts';
import { runProgram, spawnProgram } from '../embedded/program.ts';
import { endWithThisProcess } from './end-with-parent.ts';

/** Who may do everything, and needs no password. */
const ROLE = 'rookery';
/** The database that every server has. */
const FIRST_DATABASE = 'postgres';
const START_PATIENCE_MS = 120_000;
/** Children of a server that was killed notice it when they next look. */
const ORPHANS_LEAVE_MS = 300;

/** How a server is told to stop. */
export type Stop =
  /** Waits for nobody: connections are ended, and what is open is rolled back. */
  | 'fast'
  /** kill -9, and its children end by themselves. */
  | 'killed';

export interface OwnPostgresOptions {
  /** For the data, and removed with it; not set: a new one in the system's temporary folder. What `copyTo` has put there is taken up. */
  readonly folder?: string | undefined;
  /** The root of a PostgreSQL with its `bin`; not set: the one that npm installed. */
  readonly programs?: string | undefined;
  /** `name=value` each, over those that it needs. */
  readonly settings?: readonly string[];
  /** Variables of its environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where it listens besides loopback, and the network that it lets in there, as `pg_hba.conf` has it. */
  readonly open?: { readonly address: string; readonly to: string } | undefined;
}

/** A PostgreSQL as an operator has one: it listens on TCP, and can be stopped, killed, started again and looked into. It ends with this process. */
export class OwnPostgres {
  readonly port: number;
  readonly #folder: string;
  readonly #account: Account;
  readonly #settings: readonly string[];
  readonly #variables: Readonly<Record<string, string>>;
  readonly #addresses: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(
    folder: string,
    port: number,
    account: Account,
    { settings = [], variables = {}, open }: OwnPostgresOptions,
  ) {
    this.port = port;
    this.#folder = folder;
    this.#account = account;
    this.#settings = settings;
    this.#variables = variables;
    this.#addresses = ['127.0.0.1', ...(open === undefined ? [] : [open.address])];
  }

  /** Makes a new server and waits until it answers. */
  static async start(options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
    const { folder, programs } = options;
    const home = folder ?? mkdtempSync(join(tmpdir(), 'rookery-postgres-'));
    const data = join(home, 'data');
    mkdirSync(data, { recursive: true });
    chmodSync(data, 0o700);
    // Whoever it runs as finds its way there without a privilege; what is in it is private.
    chmodSync(home, 0o755);
    const binaries = programs === undefined ? installedBinaries() : binariesIn(programs);
    const account = await serverAccount(home, data, binaries);
    await keepFolderPrivate(home, account);
    if (account.owner !== undefined) await giveTo(account.owner, data);
    if (!existsSync(join(data, 'PG_VERSION'))) await initialise(account, data, home);
    if (options.open !== undefined)
      appendFileSync(join(data, 'pg_hba.conf'), `host all all ${options.open.to} trust\n`);
    const postgres = new OwnPostgres(home, await freePort(), account, options);
    await postgres.launch();
    return postgres;
  }

  /** @param host and `port`: where a network or a link leads to it; not set: its own */
  connectionString({ database = FIRST_DATABASE, host = '127.0.0.1', port = this.port } = {}): string {
    return `postgresql://${ROLE}@${host}:${port}/${database}`;
  }

  /** What it wrote. */
  get log(): string {
    return readFileSync(join(this.#folder, 'postgres.log'), 'utf8');
  }

  /** Where its files are. */
  get data(): string {
    return join(this.#folder, 'data');
  }

  /** Starts it and waits until it answers. */
  async launch(): Promise<void> {
    const log = openSync(join(this.#folder, 'postgres.log'), 'a');
    const settings = [
      'max_connections=100',
      'unix_socket_directories=',
      `listen_addresses=${this.#addresses.join(',')}`,
    ];
    const words = [...settings, ...this.#settings].flatMap((one) => ['-c', one]);
    const started = spawnProgram(
      this.#account,
      this.#account.binaries.postgres,
      ['-D', this.data, '-p', String(this.port), ...words],
      { stdio: ['ignore', log, log], cwd: this.#folder, env: this.#variables },
    );
    closeSync(log);
    this.#process = started;
    // Its number may be another's once it has ended.
    if (started.pid !== undefined) started.once('exit', endWithThisProcess(started.pid, 'INT'));
    const giveUpAt = performance.now() + START_PATIENCE_MS;
    while (!(await this.#answers())) {
      if (started.exitCode !== null || performance.now() > giveUpAt)
        throw new Error(`PostgreSQL does not start:\n${this.log.slice(-2000)}`);
      await sleep(50);
    }
  }

  async stop(how: Stop): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exit = once(running, 'exit');
    running.kill(how === 'fast' ? 'SIGINT' : 'SIGKILL');
    await exit;
    if (how === 'killed') await sleep(ORPHANS_LEAVE_MS);
  }

  /** Copies its files, log included, while it stands still, and goes on. @param folder made for it: `data` in it is what it has now */
  async copyTo(folder: string): Promise<void> {
    await this.stop('fast');
    cpSync(this.data, join(folder, 'data'), { recursive: true, preserveTimestamps: true });
    await this.launch();
  }

  /** Runs statements as the one who may do everything. */
  async say(...statements: readonly string[]): Promise<void> {
    await this.#connected(FIRST_DATABASE, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }

  /** Rows for a test to look at. */
  rows<Row extends pg.QueryResultRow>(
    statement: string,
    values: readonly unknown[] = [],
    database = FIRST_DATABASE,
  ): Promise<Row[]> {
    return this.#connected(
      database,
      async (client) => (await client.query<Row>(statement, [...values])).rows,
    );
  }

  /** Ends every connection but its own. */
  async cutConnections(): Promise<void> {
    await this.say(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL',
    );
  }

  /** Takes connections until there are none, for so long. @returns how many it held */
  async exhaust(ms: number): Promise<number> {
    const held: pg.Client[] = [];
    for (;;) {
      const client = this.#client();
      try {
        await client.connect();
        held.push(client);
      } catch {
        break;
      }
    }
    await sleep(ms);
    await Promise.all(held.map((client) => client.end().catch(() => undefined)));
    return held.length;
  }

  /** Stops it, and removes its data. */
  async remove(): Promise<void> {
    await this.stop('fast');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #answers(): Promise<boolean> {
    return this.#connected(FIRST_DATABASE, () => Promise.resolve(true)).catch(() => false);
  }

  async #connected<Result>(database: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = this.#client(database);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #client(database = FIRST_DATABASE): pg.Client {
    const client = new pg.Client({
      connectionString: this.connectionString({ database }),
      connectionTimeoutMillis: 10_000,
    });
    // A server that is killed says it to every connection; the statement under way says so too.
    client.on('error', () => undefined);
    return client;
  }
}

/** A folder and all that is in it. */
async function giveTo({ uid, gid }: NonNullable<Account['owner']>, folder: string): Promise<void> {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid);
}

async function initialise(account: Account, data: string, home: string): Promise<void> {
  const words = ['-D', data, '-U', ROLE, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const made = await runProgram(account, account.binaries.initdb, words, home);
  if (made.code !== 0) throw new Error(`initdb: ${made.output}`);
}
