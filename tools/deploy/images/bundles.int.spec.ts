import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { eventually, GaveUp } from '@rookery/shared-platform-processes';
import { freePort } from '@rookery/shared-runtime';
import { client, connect, HealthDefinition } from '@rookery/shared-transport';

const ROOT = join(import.meta.dirname, '../../..');
const SERVICES = ['gateway', 'inference-worker', 'judge', 'planner', 'benchmark', 'chat'] as const;
type Service = (typeof SERVICES)[number];
/** That of the images; only root can be somebody else. */
const USER = process.getuid?.() === 0 ? { uid: 65_532, gid: 65_532 } : {};
const run = promisify(execFile);

/** What is in the images, run as in a pod: outside the checkout, by a user that is not root, in folders that nobody may write. */
describe('the bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-bundles-'));
  const children: ChildProcess[] = [];
  let written = '';
  let database: Database;
  const ports = new Map<Service, number>();
  const address = (service: Service): string => `127.0.0.1:${ports.get(service)}`;

  beforeAll(async () => {
    database = await testDatabase();
    await run(process.execPath, ['tools/workspace/bundle.ts', folder], { cwd: ROOT });
    for (const service of SERVICES) ports.set(service, await freePort());
    for (const map of globSync('*/*.map', { cwd: folder })) rmSync(join(folder, map));
    // As the image file copies it.
    for (const service of ['planner', 'inference-worker']) {
      for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
        cpSync(join(ROOT, 'node_modules', name), join(folder, service, 'node_modules', name), {
          recursive: true,
        });
      }
    }
    const models = join(ROOT, '.rookery/models');
    if (existsSync(models)) cpSync(models, join(folder, 'data/models'), { recursive: true });
    await run('chmod', ['-R', 'a+rX,a-w', folder]);
    for (const service of SERVICES) launch(service);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database.close();
    chmodSync(folder, 0o755);
    await run('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  function launch(service: Service): void {
    const child = spawn(process.execPath, [join(folder, service, 'main.js')], {
      ...USER,
      cwd: join(folder, service),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        NODE_ENV: 'production',
        DATABASE_URL: database.connectionString,
        ROOKERY_DATA: join(folder, 'data'),
        ROOKERY_PORT: String(ports.get(service)),
        ROOKERY_GATEWAY_ADDRESS: address('gateway'),
        ROOKERY_JUDGE_ADDRESS: address('judge'),
        ROOKERY_PLANNER_ADDRESS: address('planner'),
        ROOKERY_BENCHMARK_ADDRESS: address('benchmark'),
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (written += `${service}: ${text.toString()}`));
    child.on('exit', (code) => (written += `${service}: ended with ${code}\n`));
    children.push(child);
  }

  const mustRun = (): void => {
    if (/: ended with/.test(written)) throw new GaveUp(written);
  };

  it('come to serve as a whole platform', async () => {
    const channel = connect(address('gateway'));
    const health = client(HealthDefinition, channel);
    await eventually('the platform serves', async () => {
      mustRun();
      return Number((await health.check({ service: '' })).status) === 1;
    });
    channel.close();
    await eventually('the chat front serves', async () => {
      mustRun();
      return (await fetch(`http://${address('chat')}/health`)).status === 200;
    });
    expect(written).not.toMatch(/EACCES|EROFS|EPERM|ENOENT/);
  });

  it('end with SIGTERM, each by itself', async () => {
    const ends = children.map((child) => once(child, 'exit'));
    for (const child of children.toReversed()) child.kill('SIGTERM');
    expect((await Promise.all(ends)).map(([code]) => code as number)).toEqual(SERVICES.map(() => 0));
  });

  it.each(SERVICES)('have a bill of materials: %s', (service) => {
    const bill = JSON.parse(readFileSync(join(folder, service, 'sbom.cdx.json'), 'utf8')) as {
      components: { name: string; version: string }[];
    };
    expect(bill.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['zod', 'pino']));
    expect(bill.components.every(({ version }) => /^\d/.test(version))).toBe(true);
  });
});
