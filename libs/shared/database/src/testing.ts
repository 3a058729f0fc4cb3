import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, openEmbedded, type Database } from './database.ts';
import type { DatabaseLog } from './log.ts';

export { breakableLink } from './breakable-link.ts';
export type { BreakableLink } from './breakable-link.ts';
export { OwnPostgres } from './testing/own-postgres.ts';
export type { OwnPostgresOptions, Stop } from './testing/own-postgres.ts';
export { systemPostgres } from './testing/system-programs.ts';
export { whereIs } from './testing/where-is.ts';

/** Logs nothing; tests look at what happens, not at what is said about it. */
export const silentLog: DatabaseLog = { info: () => undefined, warn: () => undefined };

/**
 * An empty database of its own on a real PostgreSQL, reached by TCP and a password as a server of yours is, by a role that may do anything; dropped by close(). All test files of one checkout that
 * run at the same time share one server in the system's temporary folder: the first starts it, the last
 * one out stops it and removes its data. Its connectionString serves child processes as DATABASE_URL.
 *
 *     const database = await testDatabase();
 *     afterAll(() => database.close());
 */
export async function testDatabase(): Promise<Database> {
  const server = await openEmbedded(
    { dataFolder: await sharedFolder(), service: 'test', log: silentLog, poolSize: 2 },
    false,
  );
  try {
    await dropAbandoned(server.pool);
    const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
    await server.pool.query(`CREATE DATABASE ${name}`);
    const url = await urlOf(server);
    url.pathname = `/${name}`;
    const database = await openDatabase({
      databaseUrl: url.href,
      dataFolder: server.location,
      service: 'test',
      log: silentLog,
    });
    return closingBoth(database, async () => {
      await server.pool.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
      await server.close();
    });
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** By TCP. */
async function urlOf({ connectionString, pool }: Database): Promise<URL> {
  const url = new URL(connectionString);
  url.hostname = '127.0.0.1';
  url.password = await passwordOf(pool, url.username);
  return url;
}

/** The password of a role over TCP, as an external server has it; all tests on the server have the same. */
async function passwordOf(pool: pg.Pool, role: string): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT pg_advisory_xact_lock(hashtext('password of tests'))");
    await client.query('CREATE TABLE IF NOT EXISTS password_of_tests (password text)');
    const known = await client.query<{ password: string }>('SELECT password FROM password_of_tests');
    const password = known.rows[0]?.password ?? randomBytes(24).toString('base64url');
    if (known.rowCount === 0) {
      await client.query('INSERT INTO password_of_tests VALUES ($1)', [password]);
      await client.query(`ALTER ROLE ${role} PASSWORD '${password}'`);
    }
    await client.query('COMMIT');
    return password;
  } finally {
    client.release();
  }
}

function closingBoth(database: Database, closeServer: () => Promise<void>): Database {
  let closing: Promise<void> | undefined;
  return { ...database, close: () => (closing ??= database.close().then(closeServer)) };
}

/** One per checkout and user, so that two versions of this library never meet in it. */
async function sharedFolder(): Promise<string> {
  const checkout = createHash('sha256')
    .update(import.meta.url)
    .digest('hex')
    .slice(0, 12);
  const folder = join(tmpdir(), `rookery-test-${process.getuid?.() ?? 0}-${checkout}`);
  // To be passed by the user that root's server runs as; what is inside is private.
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return folder;
}

/** Databases of test processes that were killed before they could clean up. */
async function dropAbandoned(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname ~ '^test_[0-9]+_[0-9a-f]+$'",
  );
  for (const { name } of rows) {
    if (isAlive(Number(name.split('_')[1]))) continue;
    await pool.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
