import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkServerVersion, describeServer } from './external-server.ts';
import { databaseReady } from './ready.ts';
import { openDatabase, type Database } from './database.ts';
import { silentLog, testDatabase } from './testing.ts';

/** Of a probe on a machine that is busy with other tests, in milliseconds. */
const PATIENCE_MS = 30_000;

describe('DATABASE_URL', () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  function open(databaseUrl: string): Promise<Database> {
    return openDatabase({ databaseUrl, dataFolder: '', service: 'test', log: silentLog, waitMs: 0 });
  }

  function changed(change: (url: URL) => void): string {
    const url = new URL(database.connectionString);
    change(url);
    return url.href;
  }

  it('is used as it is, and shown without the password', async () => {
    const other = await open(database.connectionString);
    expect(other.embedded).toBe(false);
    expect(await databaseReady(other, PATIENCE_MS)).toBe(true);
    const { port, pathname, password } = new URL(database.connectionString);
    expect(other.location).toBe(`127.0.0.1:${port}${pathname}`);
    expect(other.location).not.toContain(password);
    await other.close();
    expect(await databaseReady(other)).toBe(false);
  });

  it('refuses a wrong password and never repeats it', async () => {
    const opening = open(changed((url) => (url.password = 'CANARY')));
    const error: unknown = await opening.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'DATABASE_REFUSED' });
    expect(String(error)).toContain('password');
    expect(String(error)).not.toContain('CANARY');
  });

  it('names a database that does not exist', async () => {
    await expect(open(changed((url) => (url.pathname = '/nowhere')))).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('/nowhere: the database does not exist'),
    });
  });

  it('says that a server cannot be reached', async () => {
    // Port 1 is never given out, so nobody listens there.
    await expect(open(changed((url) => (url.port = '1')))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });

  it.each(['CANARY', 'mysql://user:CANARY@host/db', 'postgresql//user:CANARY@host'])(
    'refuses %s without showing it',
    (url) => {
      expect(() => describeServer(url)).toThrow('DATABASE_URL');
      expect(() => describeServer(url)).not.toThrow('CANARY');
    },
  );

  it('refuses a server that is too old', () => {
    expect(() => checkServerVersion('host:5432/db', 130_012)).toThrow('is PostgreSQL 13, at least 14');
    expect(() => checkServerVersion('host:5432/db', 140_000)).not.toThrow();
  });
});
