import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/shared-runtime';
import { SERVICES, type ServiceName } from '../platform.ts';
import { ServiceProcess } from '../service-process.ts';
import { withNames, writeNames } from './own-names.ts';

/** How often it is looked after those that ended, in milliseconds. */
const SUPERVISE_MS = 500;

/** One process of a service. */
export interface Replica {
  readonly service: ServiceName;
  /** 1 and on: it listens on 127.0.0.NUMBER. */
  readonly number: number;
  /** The root of the checkout that it runs from; not set: this one. */
  readonly checkout?: string | undefined;
  /** Over those of all. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ReplicatedOptions {
  readonly databaseUrl: string;
  readonly replicas: readonly Replica[];
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Several processes of each service, as pods of a cluster: each has an address of its own, a name leads to all of a service, and
 * one that dies is started again. Linux, as a user that may mount.
 */
export class ReplicatedPlatform {
  readonly #options: ReplicatedOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rookery-replicas-'));
  readonly #ports: ReadonlyMap<ServiceName, number>;
  readonly #running = new Map<string, { readonly replica: Replica; readonly process: ServiceProcess }>();
  readonly #launched: ServiceProcess[] = [];
  readonly #supervisor: NodeJS.Timeout;
  /** Names of those that ended though nobody ended them, and were launched again. */
  readonly ended: string[] = [];

  private constructor(options: ReplicatedOptions, ports: ReadonlyMap<ServiceName, number>) {
    this.#options = options;
    this.#ports = ports;
    for (const replica of options.replicas) this.add(replica);
    this.#supervisor = setInterval(() => this.#supervise(), SUPERVISE_MS);
  }

  static async start(options: ReplicatedOptions): Promise<ReplicatedPlatform> {
    const ports = new Map<ServiceName, number>();
    for (const service of SERVICES) ports.set(service, await freePort());
    return new ReplicatedPlatform(options, ports);
  }

  /** All gateways, as a client of this machine names them. */
  get gateways(): string {
    return `ipv4:${this.#of('gateway')
      .map((replica) => this.addressOf(replica))
      .join(',')}`;
  }

  /** host:port of one. */
  addressOf({ service, number }: Replica): string {
    return `127.0.0.${number}:${this.#ports.get(service)}`;
  }

  /** What the processes wrote, those that have ended as well. */
  get output(): string {
    return this.#launched.map(({ output }) => output).join('');
  }

  /** Of the processes that run, by name. */
  get pids(): ReadonlyMap<string, number> {
    return new Map([...this.#running].map(([name, { process }]) => [name, process.pid]));
  }

  /** Launches one, to which its service's name leads from now on, and does not wait for it. */
  add(replica: Replica): ServiceProcess {
    this.#running.set(nameOf(replica), { replica, process: this.#launch(replica) });
    this.#publish();
    return this.#processOf(replica);
  }

  /**
   * Takes one out of its service's name, gives others a while to notice, and lets it stop, as a rollout does.
   * @param noticeMs between the two, in milliseconds
   * @throws Error when it does not end as it should
   */
  async remove(replica: Replica, noticeMs: number): Promise<void> {
    const process = this.#processOf(replica);
    this.#running.delete(nameOf(replica));
    this.#publish();
    await new Promise((resolve) => setTimeout(resolve, noticeMs));
    await process.stop();
  }

  /** kill -9 for a share of all processes, chosen at random; each is started again at once. @returns their names */
  async kill(share: number, random: () => number): Promise<string[]> {
    const all = [...this.#running.values()];
    const chosen = all
      .map(({ replica }) => ({ replica, order: random() }))
      .sort((one, other) => one.order - other.order)
      .slice(0, Math.round(all.length * share));
    await Promise.all(chosen.map(({ replica }) => this.restart(replica)));
    return chosen.map(({ replica }) => nameOf(replica));
  }

  /** kill -9, and at once a new one. */
  async restart(replica: Replica): Promise<ServiceProcess> {
    const process = this.#processOf(replica);
    // Whoever was killed on purpose did not end by itself.
    this.#running.delete(nameOf(replica));
    await process.kill();
    return this.add(replica);
  }

  /** Ends all at once. */
  async stop(): Promise<void> {
    clearInterval(this.#supervisor);
    await Promise.all(this.#launched.map((process) => process.kill()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #of(service: ServiceName): readonly Replica[] {
    return [...this.#running.values()]
      .map(({ replica }) => replica)
      .filter((replica) => replica.service === service);
  }

  #processOf(replica: Replica): ServiceProcess {
    const running = this.#running.get(nameOf(replica));
    if (running === undefined) throw new RangeError(`${nameOf(replica)} does not run`);
    return running.process;
  }

  /** The file lies over /etc/hosts of each process, and is read whenever one looks a name up. */
  #publish(): void {
    const names = SERVICES.map(
      (service) => [hostOf(service), this.#of(service).map(({ number }) => number)] as const,
    );
    writeNames(join(this.#folder, 'hosts'), new Map(names));
  }

  #launch(replica: Replica): ServiceProcess {
    const { service, number, checkout, variables } = replica;
    const at = (of: ServiceName): string => `${hostOf(of)}:${this.#ports.get(of)}`;
    const launched = new ServiceProcess(
      service,
      {
        DATABASE_URL: this.#options.databaseUrl,
        ROOKERY_DATA: this.#folder,
        ROOKERY_HOST: `127.0.0.${number}`,
        ROOKERY_PORT: String(this.#ports.get(service)),
        ROOKERY_DATABASE_CONNECTIONS: '4',
        ROOKERY_GATEWAY_ADDRESS: at('gateway'),
        ROOKERY_JUDGE_ADDRESS: at('judge'),
        ROOKERY_PLANNER_ADDRESS: at('planner'),
        ROOKERY_BENCHMARK_ADDRESS: at('benchmark'),
        ROOKERY_WORKER_ID: nameOf(replica),
        ROOKERY_WORKER_ADDRESS: this.addressOf(replica),
        ...this.#options.variables,
        ...variables,
      },
      { checkout, command: (words) => withNames(join(this.#folder, 'hosts'), words) },
    );
    this.#launched.push(launched);
    return launched;
  }

  /** As Kubernetes does it; a port that the one before has not given back yet is a reason. */
  #supervise(): void {
    for (const [name, { replica, process }] of this.#running) {
      if (!process.hasEnded) continue;
      this.ended.push(name);
      this.add(replica);
    }
  }
}

const hostOf = (service: ServiceName): string => `${service}.rookery.test`;
const nameOf = ({ service, number }: Replica): string => `${service}-${number}`;
