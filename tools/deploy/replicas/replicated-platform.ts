import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/shared-runtime';
import { withNames, writeNames } from './own-names.ts';

const SERVICES = ['gateway', 'inference-worker', 'judge', 'planner', 'benchmark'] as const;
type Service = (typeof SERVICES)[number];
const APPS = join(import.meta.dirname, '../../../apps');

interface Replica {
  readonly service: Service;
  /** 1 and on: it listens on 127.0.0.NUMBER. */
  readonly number: number;
}

export interface ReplicatedOptions {
  readonly databaseUrl: string;
  /** Of each service, and of gateways. */
  readonly replicas: number;
  readonly gateways: number;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Several processes of each service, as pods of a cluster: each has an address of its own, a name leads to all of a service, and
 * one that dies is started again. Linux, as root.
 */
export class ReplicatedPlatform {
  readonly #options: ReplicatedOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rookery-replicas-'));
  readonly #ports = new Map<Service, number>();
  readonly #running = new Map<string, ChildProcess>();
  readonly #replicas: readonly Replica[];
  #written = '';
  #stopping = false;

  private constructor(options: ReplicatedOptions) {
    this.#options = options;
    this.#replicas = SERVICES.flatMap((service) =>
      Array.from({ length: this.#count(service) }, (_, index) => ({ service, number: index + 1 })),
    );
  }

  static async start(options: ReplicatedOptions): Promise<ReplicatedPlatform> {
    const platform = new ReplicatedPlatform(options);
    for (const service of SERVICES) platform.#ports.set(service, await freePort());
    const names = SERVICES.map((service) => [nameOf(service), platform.#count(service)] as const);
    writeNames(join(platform.#folder, 'hosts'), new Map(names));
    for (const replica of platform.#replicas) platform.#launch(replica);
    return platform;
  }

  /** All gateways, as a client of this machine names them. */
  get gateways(): string {
    const port = this.#ports.get('gateway');
    const all = Array.from({ length: this.#options.gateways }, (_, index) => `127.0.0.${index + 1}:${port}`);
    return `ipv4:${all.join(',')}`;
  }

  /** What the processes wrote, and with which code those ended that nobody killed. */
  get output(): string {
    return this.#written;
  }

  /** kill -9 for a share of all processes, chosen at random; each is started again at once. @returns their names */
  kill(share: number, random: () => number): string[] {
    const count = Math.round(this.#replicas.length * share);
    const chosen = this.#replicas
      .map((replica) => ({ replica, order: random() }))
      .sort((one, other) => one.order - other.order)
      .slice(0, count)
      .map(({ replica }) => replica);
    for (const replica of chosen) {
      this.#running.get(keyOf(replica))?.kill('SIGKILL');
      this.#launch(replica);
    }
    return chosen.map(keyOf);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const open = [...this.#running.values()].filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const ends = open.map((child) => once(child, 'exit'));
    for (const child of open) child.kill('SIGKILL');
    await Promise.all(ends);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #count(service: Service): number {
    return service === 'gateway' ? this.#options.gateways : this.#options.replicas;
  }

  #address(service: Service): string {
    return `${nameOf(service)}:${this.#ports.get(service)}`;
  }

  #launch(replica: Replica): void {
    const { service, number } = replica;
    const host = `127.0.0.${number}`;
    const port = String(this.#ports.get(service));
    const main = join(APPS, service, 'src/main.ts');
    const { program, words } = withNames(join(this.#folder, 'hosts'), [process.execPath, main]);
    const child = spawn(program, words, {
      // The channel ties it to this process.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: this.#options.databaseUrl,
        ROOKERY_DATA: this.#folder,
        ROOKERY_LOG_LEVEL: 'error',
        ROOKERY_HOST: host,
        ROOKERY_PORT: port,
        ROOKERY_DATABASE_CONNECTIONS: '4',
        ROOKERY_GATEWAY_ADDRESS: this.#address('gateway'),
        ROOKERY_JUDGE_ADDRESS: this.#address('judge'),
        ROOKERY_PLANNER_ADDRESS: this.#address('planner'),
        ROOKERY_BENCHMARK_ADDRESS: this.#address('benchmark'),
        ROOKERY_WORKER_ID: keyOf(replica),
        ROOKERY_WORKER_ADDRESS: `${host}:${port}`,
        ...this.#options.variables,
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => (this.#written += `${keyOf(replica)}: ${text.toString()}`));
    child.once('exit', (code, signal) => {
      if (this.#stopping || signal === 'SIGKILL') return;
      this.#written += `${keyOf(replica)}: ended with ${code}\n`;
      // As Kubernetes does it; a port that the one before has not given back yet is a reason.
      setTimeout(() => {
        if (!this.#stopping && this.#running.get(keyOf(replica)) === child) this.#launch(replica);
      }, 500);
    });
    this.#running.set(keyOf(replica), child);
  }
}

const nameOf = (service: Service): string => `${service}.rookery.test`;
const keyOf = ({ service, number }: Replica): string => `${service}-${number}`;
