import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '@rookery/cli-doctor';
import { OwnPostgres, testDatabase } from '@rookery/shared-database/testing';
import { freePort } from '@rookery/shared-runtime';
import { Command } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

interface Examined {
  readonly exit: number | string;
  readonly verdict: string;
  readonly findings: readonly Finding[];
  readonly said: string;
}

async function examined(variables: Readonly<Record<string, string>>): Promise<Examined> {
  const { exit, stdout, stderr } = await new Command(['doctor', '--json'], variables).finished();
  if (!stdout.startsWith('{')) throw new Error(stderr);
  return { exit, said: stdout + stderr, ...(JSON.parse(stdout) as Pick<Examined, 'verdict' | 'findings'>) };
}

const brokenOf = ({ findings }: Examined): string[] =>
  findings.filter(({ state }) => state === 'broken').map(({ check, says }) => `${check}: ${says}`);

/** Everything that is needed to say what to do. */
function expectHelpful({ findings }: Examined): void {
  for (const { state, says, todo } of findings) {
    expect(says).not.toBe('');
    expect(says).not.toContain('\n');
    if (state === 'broken' || state === 'warning') expect(todo).not.toBe('');
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-doctor-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nowhere = (): Record<string, string> => ({ ROOKERY_DATA: join(folder, 'nothing') });

describe('doctor where nothing runs', () => {
  it('says so, and what would start it', async () => {
    const all = await examined(nowhere());
    expectHelpful(all);
    // The usual ports may be another platform's.
    expect(brokenOf(all).filter((line) => !line.startsWith('ports'))).toEqual([]);
    expect(all.findings).toContainEqual(
      expect.objectContaining({ check: 'gateway', state: 'off', todo: 'start one with `rookery up`' }),
    );
    if (brokenOf(all).length === 0) expect([all.verdict, all.exit]).toEqual(['not running', 4]);
  }, 120_000);

  it('names a port that somebody squats', async () => {
    const squatter = createServer().listen(7600, '127.0.0.1');
    // Where it is taken already, somebody squats it all the same.
    await once(squatter, 'listening').catch(() => undefined);
    const all = await examined(nowhere());
    squatter.close();
    expect(all.exit).toBe(1);
    expect(brokenOf(all).join()).toMatch(/ports: port 7600, which the gateway takes, is taken/);
  }, 120_000);

  it('names variables that are wrong, with the services that will not start, and those that nothing reads', async () => {
    const all = await examined({ ...nowhere(), ROOKERY_JUDGE_ATTEMPTS: 'many', ROOKERY_LOG_LEVLE: 'debug' });
    expect(all.exit).toBe(1);
    expectHelpful(all);
    expect(all.findings).toContainEqual(
      expect.objectContaining({
        state: 'broken',
        says: expect.stringContaining('ROOKERY_JUDGE_ATTEMPTS is "many"'),
        todo: expect.stringContaining('judge will not start'),
      }),
    );
    expect(all.findings).toContainEqual(
      expect.objectContaining({
        state: 'warning',
        says: expect.stringContaining('did you mean ROOKERY_LOG_LEVEL?'),
      }),
    );
  }, 120_000);

  it('tells a database that is away from one that refuses, without the password', async () => {
    const dead = `postgresql://u:canary-password@127.0.0.1:${await freePort()}/d`;
    const away = await examined({ ...nowhere(), DATABASE_URL: dead });
    expect(brokenOf(away).join()).toMatch(/database: PostgreSQL at .*nothing listens at that address/);
    expect(away.said).not.toContain('canary');
    const database = await testDatabase();
    const url = new URL(database.connectionString);
    url.password = 'canary-wrong';
    const refused = await examined({ ...nowhere(), DATABASE_URL: url.href });
    await database.close();
    expect(brokenOf(refused).join()).toMatch(/the user or the password is wrong/);
    expect(refused.said).not.toContain('canary');
  }, 180_000);

  it('says that what answers at the address is no platform', async () => {
    const server: Server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const all = await examined({ ...nowhere(), ROOKERY_ADDRESS: `127.0.0.1:${port}` });
    server.close();
    expect(all.exit).toBe(1);
    expect(brokenOf(all).join()).toContain('gateway: nothing that speaks gRPC answers at');
  }, 120_000);

  it('says that the data folder is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(brokenOf(await examined({ ROOKERY_DATA: file })).join()).toContain('is a file');
  }, 120_000);
});

describe('doctor on a platform of this machine', () => {
  let platform: RunningPlatform;
  const look = (): Promise<Examined> => examined({ ROOKERY_DATA: join(platform.folder, 'data') });

  beforeAll(async () => {
    platform = await RunningPlatform.start();
  }, 120_000);
  afterAll(() => platform.close(), 120_000);

  it('finds nothing broken on a healthy one, and every process, chat too', async () => {
    const all = await look();
    expect(brokenOf(all)).toEqual([]);
    expect([all.verdict, all.exit]).toEqual(['well', 0]);
    const well = all.findings.filter(({ state }) => state === 'ok').map(({ check }) => check);
    for (const service of ['gateway', 'benchmark', 'judge', 'planner', 'chat'])
      expect(well).toContain(service);
    expect(well).toEqual(
      expect.arrayContaining([
        'database',
        'migrations',
        'jobs',
        'keys',
        'versions',
        'clocks',
        'models',
        'disk',
      ]),
    );
    expect(well.some((check) => check.startsWith('inference worker '))).toBe(true);
  }, 120_000);

  it('names a service that hangs, with its log', async () => {
    const pid = platform.pidOf('judge');
    process.kill(pid, 'SIGSTOP');
    try {
      const all = await look();
      expect(all.exit).toBe(1);
      expectHelpful(all);
      expect(all.findings).toContainEqual(
        expect.objectContaining({
          check: 'judge',
          state: 'broken',
          says: expect.stringContaining('gives no answer'),
          todo: expect.stringContaining('judge.log'),
        }),
      );
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }, 120_000);

  it('names a data folder that others can write, and a password that they can read', async () => {
    const data = join(platform.folder, 'data');
    await chmod(data, 0o777);
    expect(brokenOf(await look()).join()).toMatch(/can be written by other users \(mode 777\)/);
    await chmod(data, 0o755);
    await chmod(join(data, 'platform.json'), 0o644);
    expect(brokenOf(await look()).join()).toMatch(/platform\.json can be read by other users \(mode 644\)/);
    await chmod(join(data, 'platform.json'), 0o600);
  }, 120_000);

  it('tells a platform that was killed from one that was never there', async () => {
    await platform.crash();
    const all = await look();
    expect(all.findings).toContainEqual(
      expect.objectContaining({
        check: 'gateway',
        state: 'off',
        says: expect.stringMatching(/the last one, process \d+, ended without being stopped/),
      }),
    );
    expect(all.findings).toContainEqual(expect.objectContaining({ check: 'database', state: 'off' }));
  }, 120_000);
});

describe('doctor on a platform with keys, a dead model server and a database that is stopped', () => {
  let platform: RunningPlatform;
  let database: OwnPostgres;
  const [operator, application] = ['operator-key-1', 'application-key-1'];
  const look = (key: string): Promise<Examined> =>
    examined({
      ROOKERY_DATA: join(platform.folder, 'data'),
      DATABASE_URL: database.connectionString(),
      ROOKERY_API_KEY: key,
    });

  beforeAll(async () => {
    database = await OwnPostgres.start({ folder: join(folder, 'server') });
    platform = await RunningPlatform.start({
      DATABASE_URL: database.connectionString(),
      ROOKERY_OPERATOR_KEYS: operator,
      ROOKERY_API_KEYS: application,
      OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1`,
    });
  }, 120_000);
  afterAll(async () => {
    await platform.close();
    await database.remove();
  }, 120_000);

  it('names the model server that does not answer', async () => {
    const all = await look(operator);
    expect(all.exit).toBe(1);
    expect(brokenOf(all)).toEqual([expect.stringMatching(/^models: worker \S+ cannot ask a model server: /)]);
  }, 120_000);

  it('says that a key is wrong, and what an application cannot see', async () => {
    const wrong = await look('canary-no-such-key');
    expect(brokenOf(wrong).join()).toMatch(/keys: the gateway refuses: the API key is not known/);
    expect(wrong.said).not.toContain('canary');
    const all = await look(application);
    expect(all.findings).toContainEqual(
      expect.objectContaining({
        check: 'keys',
        state: 'warning',
        says: expect.stringContaining("is an application's"),
      }),
    );
  }, 120_000);

  it('names the database that was stopped, and the services that wait for it', async () => {
    await database.stop('fast');
    let all = await look(operator);
    // Services look every few seconds.
    while (!brokenOf(all).some((line) => line.startsWith('judge'))) {
      await pause(500);
      all = await look(operator);
    }
    expectHelpful(all);
    expect(brokenOf(all).join('\n')).toMatch(/^database: PostgreSQL at /m);
    expect(brokenOf(all).join('\n')).toMatch(/^judge: runs and does not serve; it waits for database/m);
  }, 180_000);
});
