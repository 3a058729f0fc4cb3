import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { openDatabase, type Database } from '../database.ts';
import { killLeftOvers } from '../fixtures/processes.ts';
import { lookAtDatabase } from '../look-at-database.ts';
import { silentLog } from '../testing.ts';
import { forgetAccess } from './access.ts';
import { serverAccount } from './account.ts';
import { EMBEDDED_MAJOR_VERSION, installedBinaries } from './binaries.ts';
import { layoutOf } from './layout.ts';
import { stopPostmaster } from './postmaster.ts';
import { runProgram } from './program.ts';
import { OWNER, READER, SUPERUSER } from './roles.ts';

/** The major version of a program of PostgreSQL, 0 where it is not installed. */
const versionOf = (program: string): number =>
  Number(/\d+/.exec(spawnSync(program, ['--version']).stdout?.toString() ?? '')?.[0] ?? 0);

jest.setTimeout(240_000);

describe('roles of the embedded PostgreSQL', () => {
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

  async function failure(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => 'done',
      (error: unknown) => (error as { code?: unknown }).code,
    );
  }

  /** Over the socket, as whatever role. */
  async function entering(database: Database, role: string, name?: string): Promise<unknown> {
    const url = new URL(database.connectionString);
    url.username = role;
    if (name !== undefined) url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => undefined);
    const outcome = await failure(client.connect());
    await client.end().catch(() => undefined);
    return outcome;
  }

  it('lets nobody in as the superuser, and makes no role one', async () => {
    const database = await openAs('test');
    expect(await entering(database, SUPERUSER)).toBe('28000');
    expect(await entering(database, 'rookery_judge')).toBe('done');
    expect(await entering(database, 'rookery_judge', 'postgres')).toBe('28000');
    const { rows } = await database.pool.query<{ name: string; login: boolean }>(
      'SELECT rolname AS name, rolcanlogin AS login FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication',
    );
    expect(rows).toEqual([{ name: SUPERUSER, login: true }]);
    for (const service of ['judge', 'gateway', 'test']) {
      const { pool } = await openAs(service);
      expect(await failure(pool.query(`SET ROLE ${SUPERUSER}`))).toBe('FAILED_PRECONDITION');
      expect(await failure(pool.query('ALTER ROLE CURRENT_USER SUPERUSER'))).toBe('FAILED_PRECONDITION');
      expect(await failure(pool.query("COPY (SELECT 1) TO PROGRAM 'true'"))).toBe('FAILED_PRECONDITION');
      expect(await failure(pool.query("SELECT pg_read_file('postgresql.conf')"))).toBe('FAILED_PRECONDITION');
    }
  });

  it("keeps each service to its own schemas: it neither reads nor changes another's, nor becomes its role", async () => {
    const gateway = await openAs('gateway');
    await gateway.pool.query('CREATE TABLE keys.key (hash text)');
    const judge = await openAs('judge');
    await judge.pool.query('CREATE TABLE judge.verdict (words text)');
    const denied = 'FAILED_PRECONDITION';
    for (const statement of [
      'SELECT * FROM keys.key',
      "INSERT INTO keys.key VALUES ('mine')",
      'DROP TABLE keys.key',
      'CREATE TABLE keys.mine (a int)',
      'CREATE SCHEMA mine',
      'CREATE TABLE public.mine (a int)',
      'SET ROLE rookery_gateway',
      `SET ROLE ${OWNER}`,
      `GRANT ${READER} TO CURRENT_USER`,
    ]) {
      expect([statement, await failure(judge.pool.query(statement))]).toEqual([statement, denied]);
    }
    // Commands make keys, so they work as the gateway.
    const cli = await openAs('cli');
    expect((await cli.pool.query('SELECT * FROM keys.key')).rows).toEqual([]);
    expect(await failure(cli.pool.query('SELECT * FROM judge.verdict'))).toBe(denied);
  });

  it('lets the doctor look at all schemas, and change none', async () => {
    const judge = await openAs('judge');
    await judge.pool.query('CREATE TABLE judge.schema_migration (name text)');
    const look = await lookAtDatabase({ ROOKERY_DATA: dataFolder }, async (ask) => {
      await expect(ask("INSERT INTO judge.schema_migration VALUES ('x')")).rejects.toMatchObject({
        code: '42501',
      });
    });
    expect(look).toMatchObject({
      state: 'there',
      embedded: true,
      schemas: [{ name: 'judge', migrations: 0 }],
    });
    if (look.state !== 'there') throw new Error('unreachable');
    expect(look.connections).toBeGreaterThan(1);
  });

  (versionOf('psql') > 0 ? it : it.skip)("opens for PostgreSQL's own tools (needs psql)", async () => {
    const { connectionString } = await openAs('judge');
    const said = await promisify(execFile)('psql', ['-At', '-c', 'SELECT current_user', connectionString]);
    expect(said.stdout.trim()).toBe('rookery_judge');
  });

  (versionOf('pg_dump') >= EMBEDDED_MAJOR_VERSION ? it : it.skip)(
    `is dumped by its reader, as docs/databases.md says (needs pg_dump of PostgreSQL ${EMBEDDED_MAJOR_VERSION})`,
    async () => {
      const { pool } = await openAs('judge');
      await pool.query('CREATE TABLE judge.verdict AS SELECT 7 AS kept');
      const page = await readFile(new URL('../../../../../docs/databases.md', import.meta.url), 'utf8');
      const command = /^ {4}(pg_dump .*)$/m.exec(page)?.[1] ?? '';
      const run = command.replace('.rookery', dataFolder).replace('rookery.dump', '-');
      const { stdout } = await promisify(execFile)('sh', ['-c', run.replace('=custom', '=plain')]);
      expect(stdout).toContain('kept');
    },
  );

  it('takes over a cluster of an earlier version, where one role owned everything', async () => {
    await (await openAs('judge')).close();
    const layout = layoutOf(dataFolder);
    const account = await serverAccount(layout.folder, layout.data, installedBinaries());
    const { code, output } = await runProgram(
      account,
      account.binaries.postgres,
      ['--single', '-D', layout.data, 'rookery'],
      layout.folder,
      [
        'DROP SCHEMA judge CASCADE',
        'CREATE SCHEMA judge',
        'CREATE TABLE judge.verdict (id bigserial PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY, words text)',
        'CREATE SEQUENCE judge.counter',
        "CREATE TYPE judge.mood AS ENUM ('good')",
        "CREATE FUNCTION judge.one(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        'CREATE VIEW judge.seen AS SELECT * FROM judge.verdict',
        "INSERT INTO judge.verdict (words) VALUES ('kept')",
        `ALTER ROLE ${SUPERUSER} PASSWORD 'of-before'`,
        '',
      ].join('\n'),
    );
    expect([code, output.includes('ERROR')]).toEqual([0, false]);
    await forgetAccess(layout);
    const { pool } = await openAs('judge');
    expect((await pool.query('SELECT words FROM judge.seen')).rows).toEqual([{ words: 'kept' }]);
    for (const statement of [
      'ALTER TABLE judge.verdict ADD COLUMN more text',
      "INSERT INTO judge.verdict (words) VALUES ('new')",
      "SELECT nextval('judge.counter'), judge.one(1)",
      "ALTER TYPE judge.mood ADD VALUE 'bad'",
      "CREATE OR REPLACE FUNCTION judge.one(int) RETURNS int LANGUAGE sql AS 'SELECT 2'",
      'DROP VIEW judge.seen',
    ]) {
      expect([statement, await failure(pool.query(statement))]).toEqual([statement, 'done']);
    }
  });
});
