/** The real services as child processes on a folder of their own, for tests: each can be killed and started again. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  AgentServiceDefinition,
  BenchmarkServiceDefinition,
  JobState,
  LibraryBuildSpec,
  PlannerServiceDefinition,
} from '@rookery/shared-contracts';
import type { BenchmarkServiceClient } from '@rookery/shared-contracts';
import { childEnvironment, client, connect, servingCheck } from '@rookery/shared-service';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const SERVICES = ['gateway', 'inference-worker', 'judge', 'planner', 'benchmark'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** How long anything may take on a slow machine before a test gives up, in milliseconds. */
export const PATIENCE_MS = 240_000;

/** Looking on would be in vain. */
class GaveUp extends Error {}

/** Asks until `look` says yes. @throws when it never does */
export async function eventually(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let last: unknown;
  while (Date.now() < end) {
    try {
      if (await look()) return;
    } catch (caught) {
      if (caught instanceof GaveUp) throw caught;
      last = caught;
    }
    await sleep(50);
  }
  throw new Error(`gave up waiting: ${what}`, { cause: last });
}

export class Platform {
  readonly #folder: string;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #ports: Readonly<Record<ServiceName, number>>;
  readonly #processes = new Map<ServiceName, ChildProcess>();
  readonly #said: string[] = [];
  readonly #channel;

  private constructor(
    folder: string,
    ports: Readonly<Record<ServiceName, number>>,
    variables: Readonly<Record<string, string>>,
  ) {
    this.#folder = folder;
    this.#ports = ports;
    this.#variables = variables;
    this.#channel = connect(`127.0.0.1:${ports.benchmark}`);
  }

  /** Starts everything and waits until the benchmark service serves. */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const folder = await mkdtemp(join(tmpdir(), 'rookery-benchmark-'));
    const ports = Object.fromEntries(
      await Promise.all(SERVICES.map(async (service) => [service, await freePort()] as const)),
    ) as Record<ServiceName, number>;
    const platform = new Platform(folder, ports, variables);
    for (const service of SERVICES) platform.launch(service);
    await platform.ready();
    return platform;
  }

  get benchmark(): BenchmarkServiceClient {
    return client(BenchmarkServiceDefinition, this.#channel);
  }

  /** Plans a few short paths from the data set `own`. */
  async buildLibrary(library: string): Promise<void> {
    const channel = connect(`127.0.0.1:${this.#ports.planner}`);
    try {
      const planner = client(PlannerServiceDefinition, channel);
      const options = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 12, seed: 1 };
      const spec = LibraryBuildSpec.fromPartial({ library, dataSet: 'own', limit: 4, options });
      const { build } = await planner.buildLibrary({ requestId: '', spec });
      let state: JobState | undefined;
      for await (const seen of planner.watchLibraryBuild({ name: build?.name ?? '' }))
        state = seen.build?.state;
      if (state !== JobState.SUCCEEDED) throw new Error(`no library\n${this.output}`);
    } finally {
      channel.close();
    }
  }

  /** What the services have written, for a test that fails. */
  get output(): string {
    return this.#said.join('');
  }

  /** Waits until the benchmark service and the agent serve. */
  async ready(): Promise<void> {
    const planner = connect(`127.0.0.1:${this.#ports.planner}`);
    const checks = [
      servingCheck(this.#channel, BenchmarkServiceDefinition.fullName),
      servingCheck(planner, AgentServiceDefinition.fullName),
    ];
    try {
      await eventually('the platform serves', async () => {
        this.#allRun();
        for (const one of checks) await one.check(AbortSignal.timeout(5000));
        return true;
      });
    } finally {
      planner.close();
    }
  }

  /** A service that could not start will not be there later either. */
  #allRun(): void {
    for (const [service, { exitCode }] of this.#processes) {
      if (exitCode !== null) throw new GaveUp(`${service} ended with ${exitCode}:\n${this.output}`);
    }
  }

  launch(service: ServiceName): void {
    const child = spawn(process.execPath, [join(ROOT, 'apps', service, 'src/main.ts')], {
      cwd: this.#folder,
      // The channel ties it to this process: it stops when the test is killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: childEnvironment({
        NODE_OPTIONS: '',
        ROOKERY_DATA: this.#folder,
        ROOKERY_LOG_LEVEL: 'warn',
        ROOKERY_PORT: String(this.#ports[service]),
        ROOKERY_GATEWAY_ADDRESS: `127.0.0.1:${this.#ports.gateway}`,
        ROOKERY_BENCHMARK_ADDRESS: `127.0.0.1:${this.#ports.benchmark}`,
        ROOKERY_JUDGE_ADDRESS: `127.0.0.1:${this.#ports.judge}`,
        ROOKERY_PLANNER_ADDRESS: `127.0.0.1:${this.#ports.planner}`,
        ...this.#variables,
      }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => this.#said.push(`${service}: ${text.toString()}`));
    }
    this.#processes.set(service, child);
  }

  /** kill -9, as the system's memory killer does it. */
  async kill(service: ServiceName): Promise<void> {
    const child = this.#processes.get(service);
    if (child === undefined) throw new Error(`${service} does not run`);
    await ended(child, 'SIGKILL');
  }

  /** kill -9 for the database server; whoever uses it starts it again. */
  async killDatabase(): Promise<void> {
    const [pid] = (await readFile(join(this.#folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  async stop(): Promise<void> {
    this.#channel.close();
    for (const service of [...SERVICES].reverse()) {
      const child = this.#processes.get(service);
      if (child !== undefined) await ended(child, 'SIGTERM');
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await exit;
  clearTimeout(late);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
