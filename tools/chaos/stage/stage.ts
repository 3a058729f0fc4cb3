import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rookery } from '@rookery/shared-client';
import { AgentServiceDefinition, RunServiceDefinition } from '@rookery/shared-contracts';
import { OwnPostgres } from '@rookery/shared-database/testing';
import { SERVICES, ServiceProcess, untilServing, type ServiceName } from '@rookery/shared-platform-processes';
import { freePort } from '@rookery/shared-runtime';
import { Clocks } from './clocks.ts';
import { Link } from './link.ts';
import { Network } from './network.ts';
import { Upstream } from './upstream.ts';

/** By which processes of the platform know each other, and a caller is known, where they are not all on loopback. */
interface Credentials {
  readonly operatorKey: string;
  readonly platformSecret: string;
}

const MOST_LAST_WORDS = 2000;
const randomSecret = (): string => randomBytes(24).toString('hex');

export interface StageOptions {
  /** For the model server. */
  readonly random: () => number;
  /** Shortest and longest answer of the model server, in milliseconds; not set: 20 to 80. */
  readonly latencyMs?: readonly [number, number];
  /** Share of its answers that go wrong, 0..1; not set: 0. */
  readonly faults?: number;
  /** For all services, over those that the stage sets. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether clocks can be set; see `setClock`. */
  readonly clocks?: boolean;
  /** `hosts`: each service is on a host of its own, and there are no links; see `network`. */
  readonly on?: 'hosts';
  /** Where the data of PostgreSQL is; not set: in the system's temporary folder. */
  readonly postgresFolder?: string;
}

/**
 * The whole platform as processes, with a PostgreSQL and a model server of its own, and a link between any two that talk: all that a
 * scenario needs to break something.
 */
export class Stage {
  readonly postgres: OwnPostgres;
  readonly upstream: Upstream;
  /** By what they lead to. */
  readonly links: ReadonlyMap<ServiceName | 'postgres', Link>;
  readonly #network: Network | undefined;
  readonly #credentials: Credentials = { operatorKey: randomSecret(), platformSecret: randomSecret() };
  readonly #folder: string;
  readonly #ports: ReadonlyMap<ServiceName, number>;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #clocks: Clocks | undefined;
  readonly #running = new Map<ServiceName, ServiceProcess>();
  readonly #launched: ServiceProcess[] = [];
  readonly #clients: Rookery[] = [];
  readonly #supervisor: NodeJS.Timeout;
  /** Services that ended though nobody killed them, and were launched again, each with what it wrote at last. */
  readonly ended: { readonly service: ServiceName; readonly words: string }[] = [];
  /** How often something was broken on purpose: what was in flight then may have been lost. */
  disturbances = 0;

  private constructor(made: {
    folder: string;
    postgres: OwnPostgres;
    upstream: Upstream;
    links: ReadonlyMap<ServiceName | 'postgres', Link>;
    network: Network | undefined;
    ports: ReadonlyMap<ServiceName, number>;
    variables: Readonly<Record<string, string>>;
    clocks: Clocks | undefined;
  }) {
    this.postgres = made.postgres;
    this.upstream = made.upstream;
    this.links = made.links;
    this.#network = made.network;
    this.#folder = made.folder;
    this.#ports = made.ports;
    this.#variables = made.variables;
    this.#clocks = made.clocks;
    this.#supervisor = setInterval(() => this.#supervise(), 500);
  }

  /** Starts everything and waits until it serves. */
  static async set(options: StageOptions): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'rookery-chaos-'));
    const clocks = options.clocks === true ? new Clocks(join(folder, 'clocks')) : undefined;
    const network = options.on === 'hosts' ? Network.lay(SERVICES) : undefined;
    const postgres = await OwnPostgres.start({
      open: network && { address: network.own('database'), to: network.all('database') },
      folder: options.postgresFolder,
      variables: clocks?.variablesOf('postgres') ?? {},
    });
    const upstream = await Upstream.start(
      options.random,
      options.latencyMs ?? [20, 80],
      options.faults ?? 0,
      network?.own('services'),
    );
    const ports = new Map<ServiceName, number>();
    const links = new Map<ServiceName | 'postgres', Link>();
    for (const service of SERVICES) ports.set(service, await freePort());
    if (network === undefined) {
      links.set('postgres', await Link.lay(postgres.port));
      for (const [service, port] of ports) links.set(service, await Link.lay(port));
    }
    const stage = new Stage({
      folder,
      postgres,
      upstream,
      links,
      network,
      ports,
      variables: options.variables ?? {},
      clocks,
    });
    try {
      for (const service of SERVICES) stage.launch(service);
      await stage.ready();
    } catch (caught) {
      await stage.strike();
      throw caught;
    }
    return stage;
  }

  /** Of the gateway, without a link in between. */
  get address(): string {
    return this.addressOf('gateway');
  }

  /** host:port of a service, without a link in between. */
  addressOf(service: ServiceName): string {
    return `${this.#network?.addressOf(service) ?? '127.0.0.1'}:${this.#ports.get(service) ?? 0}`;
  }

  /** What joins the hosts of a stage that is on hosts. @throws TypeError for another */
  get network(): Network {
    if (this.#network === undefined) throw new TypeError('the services of this stage have no hosts');
    return this.#network;
  }

  /** An application of its own connection. */
  client(): Rookery {
    const apiKey = this.#network && this.#credentials.operatorKey;
    const client = new Rookery({ address: this.address, apiKey });
    this.#clients.push(client);
    return client;
  }

  /** What the services have written, those that were killed as well: warnings and worse. */
  get output(): string {
    return this.#launched.map(({ output }) => output).join('');
  }

  /** Of the services that run. */
  get pids(): ReadonlyMap<ServiceName, number> {
    return new Map([...this.#running].map(([service, { pid }]) => [service, pid]));
  }

  /** Waits until the benchmark service and the agent serve, which takes all the others. */
  async ready(): Promise<void> {
    const needed = [...this.#running.values()];
    await Promise.all([
      untilServing(this.addressOf('benchmark'), RunServiceDefinition.fullName, needed),
      untilServing(this.addressOf('planner'), AgentServiceDefinition.fullName, needed),
    ]);
  }

  /** Runs a service that does not run, and does not wait for it. */
  launch(service: ServiceName): void {
    const started = new ServiceProcess(
      service,
      {
        ROOKERY_DATA: this.#folder,
        ROOKERY_PORT: String(this.#ports.get(service)),
        ...this.#addressesFor(service),
        ROOKERY_WORKER_ID: 'chaos-worker',
        ROOKERY_SIMULATED_MODELS: 'off',
        OPENAI_BASE_URL: this.upstream.baseUrl,
        ...this.#variables,
        ...this.#clocks?.variablesOf(service),
      },
      { command: (words) => this.#network?.on(service, words) ?? words },
    );
    this.#running.set(service, started);
    this.#launched.push(started);
  }

  /** kill -9, and at once a new one, as a supervisor does. */
  async kill(service: ServiceName): Promise<void> {
    this.disturbances += 1;
    const running = this.#running.get(service);
    this.#running.delete(service);
    await running?.kill();
    this.launch(service);
  }

  /** Stops a process where it stands, as a machine without memory does, or lets it go on. */
  signal(service: ServiceName, signal: 'SIGSTOP' | 'SIGCONT'): void {
    const pid = this.#running.get(service)?.pid;
    if (pid !== undefined) process.kill(pid, signal);
  }

  /** Sets the clock of a process so far ahead of what it is, or back; its durations stay what they are. */
  setClock(of: ServiceName | 'postgres', seconds: number): void {
    this.#clocks?.set(of, seconds);
  }

  /** Changes how many files and connections a running process may have open. Linux, with util-linux. */
  limitDescriptors(service: ServiceName, most: number): void {
    const pid = String(this.#running.get(service)?.pid ?? 0);
    const limited = spawnSync('prlimit', ['--pid', pid, `--nofile=${most}:`]);
    if (limited.status !== 0) throw new Error(`prlimit: ${String(limited.stderr)}`);
  }

  /**
   * Lets everything stop and removes the data.
   * @returns what did not stop as it should
   */
  async strike(): Promise<string[]> {
    const wrong: string[] = [];
    clearInterval(this.#supervisor);
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
    for (const service of SERVICES.toReversed()) {
      await this.#running
        .get(service)
        ?.stop()
        .catch((caught: unknown) => wrong.push(`${service} did not stop: ${String(caught).slice(0, 500)}`));
    }
    for (const link of this.links.values()) await link.close();
    await this.upstream.close();
    await this.postgres.remove();
    this.#network?.remove();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    return wrong;
  }

  /** Where a service finds the others, and, on hosts, what it needs to call them. */
  #addressesFor(service: ServiceName): Readonly<Record<string, string>> {
    const network = this.#network;
    const to = (other: ServiceName): string =>
      network === undefined ? `127.0.0.1:${this.links.get(other)?.port ?? 0}` : this.addressOf(other);
    const addresses = {
      ROOKERY_GATEWAY_ADDRESS: to('gateway'),
      ROOKERY_JUDGE_ADDRESS: to('judge'),
      ROOKERY_PLANNER_ADDRESS: to('planner'),
      ROOKERY_BENCHMARK_ADDRESS: to('benchmark'),
      ROOKERY_WORKER_ADDRESS: to('inference-worker'),
    };
    if (network === undefined)
      return {
        ...addresses,
        DATABASE_URL: this.postgres.connectionString({ port: this.links.get('postgres')?.port }),
      };
    const { operatorKey, platformSecret } = this.#credentials;
    return {
      ...addresses,
      DATABASE_URL: this.postgres.connectionString({ host: network.own('database') }),
      ROOKERY_HOST: network.addressOf(service),
      ROOKERY_PLATFORM_SECRET: platformSecret,
      ...(service === 'gateway' ? { ROOKERY_OPERATOR_KEYS: operatorKey } : {}),
    };
  }

  /** As Kubernetes does it: what has ended is started again. */
  #supervise(): void {
    for (const [service, running] of this.#running) {
      if (!running.hasEnded) continue;
      this.ended.push({ service, words: running.output.trim().slice(-MOST_LAST_WORDS) });
      this.launch(service);
    }
  }
}
