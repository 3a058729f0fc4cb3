import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { checkServerVersion, describeServer } from './external-server.ts';
import { refusingFront, tlsFront } from './fixtures/front.ts';
import { databaseReady } from './ready.ts';
import { openDatabase, type Database } from './database.ts';
import { silentLog, testDatabase } from './testing.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

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

  it('says that the name of the host is not known', async () => {
    await expect(open(changed((url) => (url.hostname = 'nowhere.invalid')))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/nowhere\.invalid:\d+\/.* cannot be reached: the name of the host/),
    });
  });

  it.each([
    [
      '28000',
      'no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", no encryption',
      'demands TLS',
    ],
    ['28000', 'no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", SSL off', 'demands TLS'],
    ['08P01', 'SSL required', 'demands TLS'],
    ['28000', 'no pg_hba.conf entry for host "::1", user "u", database "d", SSL encryption', 'pg_hba.conf'],
    ['28000', 'connection requires a valid client certificate', 'sslcert=FILE'],
    ['28P01', 'password authentication failed for user "u"', 'the user or the password is wrong'],
    ['08P01', 'no such database: d', 'the database does not exist'],
    ['08P01', 'unsupported startup parameter: options', 'ignore_startup_parameters'],
  ])('says what to change when the server says %s %s', async (code, message, advice) => {
    const front = await refusingFront(code, message);
    const opening = open(`postgresql://u:CANARY@${front.address}/d`);
    const error: unknown = await opening.catch((caught: unknown) => caught);
    front.close();
    expect(error).toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'DATABASE_REFUSED',
      message: expect.stringContaining(advice),
    });
    expect(String(error)).not.toContain('CANARY');
  });

  it('explains the % of a password', async () => {
    const front = await refusingFront('28P01', 'password authentication failed for user "u"');
    await expect(open(`postgresql://u:a%41b@${front.address}/d`)).rejects.toThrow('written %25');
    front.close();
  });

  it('says that TLS is demanded and the server speaks none', async () => {
    await expect(open(changed((url) => (url.search = '?sslmode=verify-full')))).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('speaks no TLS'),
    });
  });

  it('names a file of the URL that cannot be read', async () => {
    await expect(open(changed((url) => (url.search = '?sslrootcert=/nowhere.pem')))).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('sslrootcert'),
    });
  });

  (hasOpenssl ? it : it.skip)('says how to trust an authority of your own (needs openssl)', async () => {
    const front = await tlsFront(database.connectionString);
    const secured = (search: string): string =>
      changed((url) => {
        url.host = front.address;
        url.search = search;
      });
    // Each that asks for TLS asks who is there.
    for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
      await expect(open(secured(`?sslmode=${mode}`))).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        message: expect.stringMatching(/sslrootcert=FILE .* NODE_EXTRA_CA_CERTS/),
      });
    }
    const trusting = await open(secured(`?sslmode=verify-full&sslrootcert=${front.certificate}`));
    expect(await databaseReady(trusting, PATIENCE_MS)).toBe(true);
    await trusting.close();
    front.close();
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
