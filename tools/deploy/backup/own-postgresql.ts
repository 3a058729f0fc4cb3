import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type DatabaseLog } from '@rookery/shared-database';
import { freePort } from '@rookery/shared-runtime';

const NEEDED = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'createdb'];

const NOBODY = { uid: 65_534, gid: 65_534 };

/** Where PostgreSQL's own programs are, server and tools of one version; undefined where they are not. */
export function postgresqlPrograms(): string | undefined {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => NEEDED.every((name) => existsSync(join(folder, name))));
}

/** A PostgreSQL as an administrator has it: a server of its own, with the tools of its version. */
export class OwnPostgresql {
  readonly #folder: string;
  readonly #server: ChildProcess;
  readonly #port: number;
  readonly #log: DatabaseLog;

  private constructor(folder: string, server: ChildProcess, port: number, log: DatabaseLog) {
    this.#log = log;
    this.#folder = folder;
    this.#server = server;
    this.#port = port;
  }

  static async start(programs: string, log: DatabaseLog): Promise<OwnPostgresql> {
    const folder = mkdtempSync(join(tmpdir(), 'rookery-backup-'));
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? NOBODY : {};
    if (user === NOBODY) chownSync(folder, NOBODY.uid, NOBODY.gid);
    const data = join(folder, 'data');
    const words = ['--auth=trust', '--username=rookery', '--encoding=UTF8', '--no-sync', '--pgdata', data];
    execFileSync(join(programs, 'initdb'), words, { ...user, cwd: folder, stdio: 'ignore' });
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...user, cwd: folder, stdio: 'ignore' },
    );
    const own = new OwnPostgresql(folder, server, port, log);
    while (!(await own.#answers())) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
      await sleep(100);
    }
    return own;
  }

  url(database: string): string {
    return `postgresql://rookery@127.0.0.1:${this.#port}/${database}`;
  }

  /** One row of a query. */
  async row<Row extends object>(database: string, query: string): Promise<Row> {
    const opened = await openDatabase({
      databaseUrl: this.url(database),
      dataFolder: this.#folder,
      service: 'test',
      log: this.#log,
      poolSize: 2,
      waitMs: 1000,
    });
    try {
      const { rows } = await opened.pool.query<Row>(query);
      const [first] = rows;
      if (first === undefined) throw new Error('no row');
      return first;
    } finally {
      await opened.close();
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#server, 'exit');
    this.#server.kill('SIGQUIT');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    return this.row('postgres', 'SELECT 1').then(
      () => true,
      () => false,
    );
  }
}
