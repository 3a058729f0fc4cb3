import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { Command, type Finished } from './testing/command.ts';

let folder: string;
let database: Database;

const rookery = (...words: string[]): Promise<Finished> =>
  new Command(words, { ROOKERY_DATA: folder, DATABASE_URL: database.connectionString }).finished();

interface Listed {
  readonly id: string;
  readonly tenant: string;
  readonly revoked?: string;
  readonly expires?: string;
}

const listed = async (): Promise<Listed[]> =>
  JSON.parse((await rookery('keys', 'list', '--json')).stdout) as Listed[];

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'rookery-keys-command-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

describe('rookery keys', () => {
  it('makes a key, which is printed once and kept as a hash', async () => {
    const made = await rookery(
      'keys',
      'create',
      '--tenant',
      'team-a',
      '--roles',
      'converse,read',
      '--note',
      'web',
    );
    expect(made).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^rookery_[\w-]{43}\n$/) });
    const key = made.stdout.trim();
    expect(made.stderr).toMatch(
      /^key-[0-9a-f]{10}, a key of team-a for converse, read; it is shown this once\n$/,
    );
    const { rows } = await database.pool.query<{ all: string }>(
      'SELECT api_key::text AS all FROM keys.api_key',
    );
    expect(rows.map(({ all }) => all).join()).not.toContain(key.slice('rookery_'.length));
    expect((await rookery('keys', 'list')).stdout).toMatch(
      /key-[0-9a-f]{10} +team-a +converse,read .* open +web/,
    );
  });

  it('rotates a key: another of its tenant, while the old one opens a day more or ends at once', async () => {
    const [first] = await listed();
    expect((await rookery('keys', 'rotate', first?.id ?? '')).stdout).toMatch(/^rookery_/);
    const [old, second] = await listed();
    expect(Date.parse(old?.expires ?? '') - Date.now()).toBeGreaterThan(86_000_000);
    await rookery('keys', 'rotate', second?.id ?? '', '--overlap-hours', '0');
    const all = await listed();
    expect(all.map(({ tenant }) => tenant)).toEqual(['team-a', 'team-a', 'team-a']);
    expect(all.map(({ revoked }) => revoked !== undefined)).toEqual([false, true, false]);
  });

  it('revokes keys, and says what it does not know', async () => {
    const ids = (await listed()).map(({ id }) => id);
    expect((await rookery('keys', 'revoke', ...ids)).exit).toBe(0);
    expect((await listed()).every(({ revoked }) => revoked !== undefined)).toBe(true);
    expect((await rookery('keys', 'rotate', ids[0] ?? '')).stderr).toMatch(
      /FAILED_PRECONDITION: key key-\w+: has ended/,
    );
    expect((await rookery('keys', 'revoke', 'key-none')).stderr).toMatch(
      /NOT_FOUND: key key-none: not found/,
    );
    expect((await rookery('keys', 'create', '--tenant', 'Team~A', '--roles', 'read')).stderr).toMatch(
      /tenant: is not a name/,
    );
    expect((await rookery('keys', 'create', '--tenant', 'a', '--roles', 'reign')).stderr).toMatch(
      /roles: "reign" is none of converse, run, read, operate/,
    );
  });
});
