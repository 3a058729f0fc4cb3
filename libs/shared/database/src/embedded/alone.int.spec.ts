import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase, type Database } from '../database.ts';
import { killLeftOvers, startProcess } from '../fixtures/processes.ts';
import { silentLog } from '../testing.ts';
import { accessOf } from './access.ts';
import { layoutOf } from './layout.ts';
import { runningPostmaster, stopPostmaster } from './postmaster.ts';
import { ROLES } from './roles.ts';

const asRoot = process.getuid?.() === 0;
/** Of nobody in particular: it needs no name. */
const STRANGER = '12345';

jest.setTimeout(240_000);

describe('the embedded PostgreSQL, alone with its platform', () => {
  let folder: string;
  let dataFolder: string;
  const open: Database[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rookery-alone-'));
    await chmod(folder, 0o755);
    dataFolder = join(folder, 'data');
  });
  afterEach(async () => {
    await killLeftOvers();
    await Promise.all(open.splice(0).map((database) => database.close()));
    await stopPostmaster(layoutOf(dataFolder).data);
    await rm(folder, { recursive: true, force: true });
  });

  async function openAs(service: string): Promise<Database> {
    const database = await openDatabase({ dataFolder, service, log: silentLog });
    open.push(database);
    return database;
  }

  it('listens on no port, and is reached without a password', async () => {
    const database = await openAs('judge');
    const url = new URL(database.connectionString);
    expect(url.password).toBe('');
    expect(decodeURIComponent(url.hostname)).toBe(layoutOf(dataFolder).socket);
    const { rows } = await database.pool.query('SHOW listen_addresses');
    expect(rows).toEqual([{ listen_addresses: '' }]);
    const pid = await readFile(join(layoutOf(dataFolder).data, 'postmaster.pid'), 'utf8');
    expect(pid.split('\n')[5]).toBe('');
  });

  it('gives a process that squats on the port of an earlier version nothing, not even a connection', async () => {
    const got: Buffer[] = [];
    const sockets = new Set<Socket>();
    const squatter = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (bytes) => got.push(bytes)).on('error', () => undefined);
    });
    await new Promise<void>((done) => squatter.listen(0, '127.0.0.1', done));
    const { port } = squatter.address() as { port: number };
    const { folder: postgres } = layoutOf(dataFolder);
    await mkdir(postgres, { recursive: true });
    // As an earlier version left it.
    await writeFile(
      join(postgres, 'connection.json'),
      JSON.stringify({ port, password: 'canary-canary-canary' }),
    );
    const database = await openAs('judge');
    await database.pool.query('SELECT 1');
    await new Promise((done) => squatter.close(done));
    expect([got.length, sockets.size]).toEqual([0, 0]);
    // And nobody finds its password any more.
    expect(await readdir(postgres)).not.toContain('connection.json');
  });

  it('puts its socket into a short folder that is its own where the path of the data folder is too long', async () => {
    dataFolder = join(folder, 'd'.repeat(90), 'e'.repeat(40));
    const database = await openAs('judge');
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    const socket = decodeURIComponent(new URL(database.connectionString).hostname);
    expect(socket.startsWith(folder)).toBe(false);
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    await database.close();
    // A place that somebody else has taken is not entered.
    if (asRoot) {
      await rm(socket, { recursive: true });
      await mkdir(socket);
      await promisify(execFile)('chown', [STRANGER, socket]);
      await expect(openAs('judge')).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        message: expect.stringContaining(socket),
      });
    }
    await rm(socket, { recursive: true });
  });

  it('keeps its folder, lock and log to its user', async () => {
    const { folder: postgres, lockFile, serverLog, socket, data } = layoutOf(dataFolder);
    // As an earlier version left them.
    await mkdir(postgres, { recursive: true, mode: 0o755 });
    await writeFile(lockFile, '', { mode: 0o644 });
    await openAs('judge');
    const modes = await Promise.all(
      [postgres, lockFile, serverLog, socket, data].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o700, 0o700]);
    // Who may come in stands by name.
    const { users } = await accessOf(layoutOf(dataFolder), true);
    expect(users).not.toContain('nobody');
  });

  (asRoot ? it : it.skip)(
    'another user of the machine reaches no socket, reads no log and holds no lock (needs root)',
    async () => {
      await openAs('judge');
      const { folder: postgres, socket } = layoutOf(dataFolder);
      const { port } = (await runningPostmaster(layoutOf(dataFolder).data))!;
      const args = [postgres, join(socket, `.s.PGSQL.${port}`)] as const;
      const attempts = ['socket', 'log', 'cluster', 'lockForReading'];
      const ourselves = JSON.parse(await startProcess('stranger.ts', ...args, '').line()) as object;
      expect(ourselves).toEqual({
        ...Object.fromEntries(attempts.map((name) => [name, 'done'])),
        lock: 'done',
      });
      const stranger = JSON.parse(await startProcess('stranger.ts', ...args, STRANGER).line()) as object;
      expect(stranger).toEqual({
        ...Object.fromEntries(attempts.map((name) => [name, 'EACCES'])),
        lock: 'ERR_SQLITE_ERROR',
      });
    },
  );

  (asRoot ? it : it.skip)(
    'another user who has the socket in hand is refused by name (needs root)',
    async () => {
      const database = await openAs('judge');
      const { socket } = layoutOf(dataFolder);
      // Even where the folders are opened by mistake.
      for (const path of [layoutOf(dataFolder).folder, socket]) await chmod(path, 0o755);
      await chmod(join(socket, '.s.PGSQL.5432'), 0o777);
      const url = new URL(database.connectionString);
      const tried = ROLES.map(async (role) => {
        url.username = role;
        return startProcess('stranger-client.ts', url.href, '1').line();
      });
      expect(new Set(await Promise.all(tried))).toEqual(new Set(['28000']));
    },
  );
});
