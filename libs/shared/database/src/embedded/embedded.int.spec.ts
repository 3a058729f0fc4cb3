import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, killLeftOvers, startProcess, until, type TestProcess } from '../fixtures/processes.ts';
import { databaseReady } from '../ready.ts';
import { openDatabase, type Database } from '../database.ts';
import { silentLog } from '../testing.ts';
import { layoutOf } from './layout.ts';
import { runningPostmaster, stopPostmaster } from './postmaster.ts';

const asRoot = process.getuid?.() === 0;

/** Of a probe on a machine that is busy with other tests, in milliseconds. */
const PATIENCE_MS = 30_000;

// Heartbeats and crash recovery take their time, and a busy machine more.
jest.setTimeout(240_000);

describe('embedded PostgreSQL', () => {
  let folder: string;
  let dataFolder: string;
  const open: Database[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rookery state '));
    await chmod(folder, 0o755);
    dataFolder = join(folder, 'data folder');
  });
  afterEach(async () => {
    await killLeftOvers();
    await Promise.all(open.splice(0).map((database) => database.close()));
    await stopPostmaster(layoutOf(dataFolder).data);
    await rm(folder, { recursive: true, force: true });
  });

  async function openHere(): Promise<Database> {
    const database = await openDatabase({ dataFolder, service: 'test', log: silentLog });
    open.push(database);
    return database;
  }

  function member(): TestProcess {
    return startProcess('member.ts', dataFolder);
  }

  async function ask(process: TestProcess, line: string): Promise<unknown> {
    process.tell(line);
    return JSON.parse(await process.line());
  }

  async function opened(process: TestProcess): Promise<void> {
    expect(JSON.parse(await process.line())).toEqual({ did: 'open', rows: [] });
  }

  /** Asked of the folder, not of the pid: where nobody collects orphans, a server that ended keeps its pid. */
  async function serverRuns(): Promise<boolean> {
    return (await runningPostmaster(layoutOf(dataFolder).data)) !== undefined;
  }

  async function serverPid(): Promise<number> {
    const running = await runningPostmaster(layoutOf(dataFolder).data);
    if (running === undefined) throw new Error('no server runs');
    return running.pid;
  }

  it('starts one server for processes that race, and the last one out stops it', async () => {
    const members = [member(), member(), member()];
    await Promise.all(members.map(opened));
    const pid = await serverPid();
    await Promise.all(members.slice(1).map((one) => ask(one, 'leave')));
    expect(await serverPid()).toBe(pid);
    const [last] = members;
    expect(await ask(last!, 'write last')).toEqual({ did: 'write', rows: [] });
    expect(await ask(last!, 'leave')).toEqual({ did: 'leave', rows: [] });
    expect(await serverRuns()).toBe(false);
    expect(await Promise.all(members.map((one) => one.gone()))).toEqual([0, 0, 0]);
  });

  it('stops it too when the last two leave at the same moment', async () => {
    const members = [member(), member()];
    await Promise.all(members.map(opened));
    await Promise.all(members.map((one) => ask(one, 'leave')));
    expect(await serverRuns()).toBe(false);
  });

  it('outlives a kill of its starter: the others go on, a third joins, nobody counts the dead', async () => {
    const starter = member();
    await opened(starter);
    const joined = member();
    await opened(joined);
    await ask(starter, 'write from-starter');
    const pid = await serverPid();
    await starter.end('SIGKILL');
    await ask(joined, 'write from-joined');
    const third = member();
    await opened(third);
    expect(await ask(third, 'read')).toEqual({ did: 'read', rows: ['from-joined', 'from-starter'] });
    expect(await serverPid()).toBe(pid);
    await ask(joined, 'leave');
    await ask(third, 'leave');
    expect(await serverRuns()).toBe(false);
  });

  it('keeps what was written when everybody is killed, and the next one takes the server over', async () => {
    const members = [member(), member()];
    await Promise.all(members.map(opened));
    await ask(members[0]!, 'write kept');
    await Promise.all(members.map((one) => one.end('SIGKILL')));
    const next = member();
    await opened(next);
    expect(await ask(next, 'read')).toEqual({ did: 'read', rows: ['kept'] });
    await ask(next, 'leave');
    expect(await serverRuns()).toBe(false);
  });

  it('recovers from a kill of the server while nobody is there', async () => {
    const first = member();
    await opened(first);
    await ask(first, 'write kept');
    const pid = await serverPid();
    await first.end('SIGKILL');
    process.kill(pid, 'SIGKILL');
    const next = member();
    await opened(next);
    expect(await ask(next, 'read')).toEqual({ did: 'read', rows: ['kept'] });
    await ask(next, 'leave');
  });

  it('is brought back by its users when it is killed under them', async () => {
    const [one, other] = [await openHere(), await openHere()];
    await one.pool.query('CREATE TABLE note AS SELECT 1 AS kept');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    await until(async () => (await databaseReady(one)) && (await databaseReady(other)));
    expect((await other.pool.query('SELECT kept FROM note')).rows).toEqual([{ kept: 1 }]);
    expect(await serverPid()).not.toBe(pid);
    await Promise.all([one.close(), other.close()]);
    expect(await serverRuns()).toBe(false);
  });

  it('is not started half: a draft of a killed initdb and an empty folder are cleared away', async () => {
    const { data, folder: postgres } = layoutOf(dataFolder);
    await mkdir(join(`${data}.new.1.1`, 'base'), { recursive: true });
    await mkdir(data);
    expect(await databaseReady(await openHere(), PATIENCE_MS)).toBe(true);
    const names = await readdir(postgres);
    expect(names.filter((name) => name.startsWith('data.new'))).toEqual([]);
  });

  it('refuses a cluster of another version and files that are no cluster, and touches neither', async () => {
    const { data } = layoutOf(dataFolder);
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'PG_VERSION'), '15\n');
    await expect(openHere()).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'CLUSTER_OF_OTHER_VERSION',
    });
    await rm(join(data, 'PG_VERSION'));
    await writeFile(join(data, 'thesis.txt'), 'mine');
    await expect(openHere()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NOT_A_CLUSTER' });
    expect(await readdir(data)).toEqual(['thesis.txt']);
  });

  it('says what is wrong when the data folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(
      openDatabase({ dataFolder: join(folder, 'file'), service: 'test', log: silentLog }),
    ).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'DATA_FOLDER_NOT_WRITABLE',
      message: expect.stringContaining(join(folder, 'file')),
    });
  });

  it('gives its roles anew where they were lost, for a stopped and for a running server', async () => {
    const first = await openHere();
    await first.pool.query('CREATE TABLE note AS SELECT 1 AS kept');
    await first.close();
    const { accessFile } = layoutOf(dataFolder);
    await rm(accessFile);
    const second = await openHere();
    expect((await second.pool.query('SELECT kept FROM note')).rows).toEqual([{ kept: 1 }]);
    await writeFile(accessFile, 'half');
    const third = await openHere();
    expect((await third.pool.query('SELECT kept FROM note')).rows).toEqual([{ kept: 1 }]);
    // The one whose server started again under it finds back as well.
    await until(() => databaseReady(second));
  });

  it('forgets a pid file that names a living stranger', async () => {
    await (await openHere()).close();
    await writeFile(join(layoutOf(dataFolder).data, 'postmaster.pid'), `${process.pid}\n/x\n1\n5432\n`);
    expect(await databaseReady(await openHere(), PATIENCE_MS)).toBe(true);
  });

  it('keeps rows out of the log', async () => {
    const database = await openHere();
    const { serverLog } = layoutOf(dataFolder);
    await database.pool.query('CREATE TABLE secret (word text UNIQUE)');
    await database.pool.query('INSERT INTO secret VALUES ($1)', ['CANARY']);
    await expect(database.pool.query('INSERT INTO secret VALUES ($1)', ['CANARY'])).rejects.toThrow();
    await expect(database.pool.query("SELECT 'CANARY' FROM nowhere")).rejects.toThrow();
    const log = await readFile(serverLog, 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('CANARY');
  });

  it('survives the loss of all its connections, also one in use', async () => {
    const database = await openHere();
    const inUse = await database.pool.connect();
    await database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user',
    );
    await expect(inUse.query('SELECT 1')).rejects.toThrow();
    inUse.release(true);
    await until(() => databaseReady(database));
    await database.close();
    expect(await serverRuns()).toBe(false);
  });

  it('answers the health probe in time while the server does not', async () => {
    const database = await openHere();
    const pid = await serverPid();
    await Promise.all(Array.from({ length: 10 }, () => database.pool.query('SELECT 1')));
    const holding = Promise.all(
      Array.from({ length: 10 }, () => database.pool.query('SELECT pg_sleep(2)').catch(() => undefined)),
    );
    expect(await databaseReady(database, 50)).toBe(false);
    await holding;
    expect(await databaseReady(database, PATIENCE_MS)).toBe(true);
    expect(isAlive(pid)).toBe(true);
  });

  (asRoot ? it : it.skip)('works for root below a private folder (needs root)', async () => {
    const home = await mkdtemp(join(homedir(), 'rookery state '));
    try {
      dataFolder = join(home, 'data');
      const database = await openHere();
      expect(await databaseReady(database, PATIENCE_MS)).toBe(true);
      const pid = await serverPid();
      expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
      await database.close();
      expect(await serverRuns()).toBe(false);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  it('lets go of the lock when its holder is killed', async () => {
    const holder = startProcess('lock-holder.ts', join(folder, 'lock'));
    expect(await holder.line()).toBe('locked');
    const { withDataLock } = await import('./data-lock.ts');
    const waiting = withDataLock(join(folder, 'lock'), 60_000, undefined, async () => 'mine');
    expect(await Promise.race([waiting, sleep(200, 'waits')])).toBe('waits');
    await holder.end('SIGKILL');
    expect(await waiting).toBe('mine');
  });
});
