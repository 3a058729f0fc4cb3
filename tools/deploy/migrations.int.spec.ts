import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openQueue, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { containersOf, readManifests, workloadsOf, type Container } from './policies/manifest.ts';
import { renderedFile, SETTINGS } from './rendered.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const rendered = (name: string) =>
  readManifests(renderedFile(SETTINGS.find((one) => one.name === name) ?? { name, arguments: [] }));
const migrations = workloadsOf(rendered('paper')).filter(({ manifest }) => manifest.kind === 'Job');

describe('the hook of the chart', () => {
  let database: Database;
  let folder: string;
  beforeAll(async () => {
    database = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'rookery-migrations-'));
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** As the container does it, from the sources instead of the bundle. */
  const migrate = async ({ name, args = [] }: Container, url = database.connectionString): Promise<void> => {
    await run(process.execPath, [join(ROOT, `apps/${name}/src/main.ts`), ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], DATABASE_URL: url },
    });
  };
  const schemas = async (): Promise<string[]> => {
    const { rows } = await database.pool.query<{ name: string }>(
      "SELECT DISTINCT table_schema AS name FROM information_schema.tables WHERE table_schema !~ '^(pg_|information_schema)' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  };

  it('makes every schema that the page of databases names, and no other, and finds it done the second time', async () => {
    const containers = migrations.flatMap(containersOf);
    for (const container of containers) await migrate(container);
    const page = readFileSync(join(ROOT, 'docs/databases.md'), 'utf8');
    const documented = [...page.matchAll(/^ {4}CREATE SCHEMA (\w+) /gm)].map(([, name = '']) => name);
    expect(await schemas()).toEqual(documented.sort());
    for (const container of containers) await migrate(container);
  });

  it('needs no right on the database where its role owns the schemas, as the page of databases has them made', async () => {
    const other = await testDatabase();
    const role = `without_rights_${process.pid}`;
    try {
      const page = readFileSync(join(ROOT, 'docs/databases.md'), 'utf8');
      await other.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'plain'`);
      for (const [, statement = ''] of page.matchAll(/^ {4}(CREATE SCHEMA \w+ AUTHORIZATION) rookery;$/gm))
        await other.pool.query(`${statement} ${role}`);
      const url = new URL(other.connectionString);
      url.username = role;
      url.password = 'plain';
      for (const container of migrations.flatMap(containersOf)) await migrate(container, url.href);
    } finally {
      await other.pool.query(`DROP OWNED BY ${role}`);
      await other.pool.query(`DROP ROLE ${role}`);
      await other.close();
    }
  });

  it('makes the queue that the autoscaler counts in', async () => {
    const scaled = rendered('switches').find(({ kind }) => kind === 'ScaledObject');
    const [trigger] = scaled?.spec?.['triggers'] as { metadata: { query: string } }[];
    const count = async (): Promise<number> => {
      const { rows } = await database.pool.query<{ count: string }>(trigger?.metadata.query ?? '');
      return Number(rows[0]?.count);
    };
    expect(await count()).toBe(0);
    const queue = await openQueue<{ piece: string }>({
      database,
      schema: 'benchmark_queue',
      name: 'runs',
      log: silentLog,
    });
    await queue.send(['one', 'two', 'three'].map((key) => ({ key, ids: { piece: key } })));
    expect(await count()).toBe(3);
    await queue.stop();
  });
});
