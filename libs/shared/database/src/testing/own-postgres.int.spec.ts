import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runningPostmaster, stopPostmaster } from '../embedded/postmaster.ts';
import { isAlive, killLeftOvers, startProcess, until } from '../fixtures/processes.ts';
import { OwnPostgres } from './own-postgres.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-own-postgres-'));
});
afterAll(async () => {
  await killLeftOvers();
  await stopPostmaster(join(folder, 'data'));
  await rm(folder, { recursive: true, force: true });
}, 60_000);

it('a PostgreSQL of its own ends, as it should, when the process that started it is killed', async () => {
  const starter = startProcess('own-postgres.ts', folder);
  expect(await starter.line()).toBe('started');
  const running = await runningPostmaster(join(folder, 'data'));
  if (running === undefined) throw new Error('it does not run');
  await starter.end('SIGKILL');
  await until(() => !isAlive(running.pid));
  const next = await OwnPostgres.start({ folder });
  expect(await next.rows('SELECT * FROM kept')).toEqual([]);
  expect(next.log.split('database system was shut down at').length).toBeGreaterThan(2);
  expect(next.log).not.toContain('not properly shut down');
  await next.stop('fast');
}, 240_000);
