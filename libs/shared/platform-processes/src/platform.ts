import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContractService, type TypedClient, client, connect } from '@rookery/shared-transport';
import { AgentServiceDefinition, RunServiceDefinition } from '@rookery/shared-contracts';
import { freePort } from '@rookery/shared-runtime';
import { cpuSeconds, cpuSecondsWithChildren } from './cpu-seconds.ts';
import { memoryWithChildrenMb, peakMemoryMb } from './memory.ts';
import { ServiceProcess } from './service-process.ts';
import { untilServing } from './until-serving.ts';

/** Those that are called before those that call them. */
export const SERVICES = ['gateway', 'inference-worker', 'judge', 'planner', 'benchmark'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The services as processes on a new data folder, each on a port that it keeps: it can be killed and launched again. */
export class Platform {
  readonly #folder: string;
  readonly #ports: ReadonlyMap<ServiceName, number>;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #processes = new Map<ServiceName, ServiceProcess>();
  /** Those that were killed as well: what they wrote counts. */
  readonly #launched: ServiceProcess[] = [];
  readonly #channels: ReturnType<typeof connect>[] = [];

  private constructor(
    folder: string,
    ports: ReadonlyMap<ServiceName, number>,
    variables: Readonly<Record<string, string>>,
  ) {
    this.#folder = folder;
    this.#ports = ports;
    this.#variables = variables;
  }

  /**
   * Starts everything and waits until it serves.
   * @param variables of all services, over those that make them find each other
   * @throws Error with what they wrote, when they do not come to serve; nothing is left of them then
   */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const folder = await mkdtemp(join(tmpdir(), 'rookery-platform-'));
    const ports = new Map<ServiceName, number>();
    for (const service of SERVICES) ports.set(service, await freePort());
    const platform = new Platform(folder, ports, variables);
    try {
      for (const service of SERVICES) platform.launch(service);
      await platform.ready();
    } catch (error) {
      await platform.stop();
      throw error;
    }
    return platform;
  }

  /** A client of one of the services, for as long as the platform lasts. */
  client<Definition extends ContractService>(
    service: ServiceName,
    definition: Definition,
  ): TypedClient<Definition> {
    const channel = connect(this.address(service));
    this.#channels.push(channel);
    return client(definition, channel);
  }

  /** What the services have written: warnings and worse unless ROOKERY_LOG_LEVEL says otherwise. */
  get output(): string {
    return this.#launched.map(({ output }) => output).join('');
  }

  /** Waits until the benchmark service and the agent serve, which takes all the others. */
  async ready(): Promise<void> {
    const needed = [...this.#processes.values()];
    await Promise.all([
      untilServing(this.address('benchmark'), RunServiceDefinition.fullName, needed),
      untilServing(this.address('planner'), AgentServiceDefinition.fullName, needed),
    ]);
  }

  /** Runs a service that does not run, and does not wait for it. */
  launch(service: ServiceName): void {
    const started = new ServiceProcess(service, {
      ROOKERY_DATA: this.#folder,
      ROOKERY_PORT: String(this.#ports.get(service)),
      ROOKERY_GATEWAY_ADDRESS: this.address('gateway'),
      ROOKERY_JUDGE_ADDRESS: this.address('judge'),
      ROOKERY_PLANNER_ADDRESS: this.address('planner'),
      ROOKERY_BENCHMARK_ADDRESS: this.address('benchmark'),
      ...this.#variables,
    });
    this.#processes.set(service, started);
    this.#launched.push(started);
  }

  /** kill -9, as the system's memory killer does it. */
  async kill(service: ServiceName): Promise<void> {
    await this.#processes.get(service)?.kill();
  }

  /** kill -9 for the database server; whoever uses it starts it again. */
  async killDatabase(): Promise<void> {
    process.kill(await this.#databaseProcess(), 'SIGKILL');
  }

  /** CPU time that each process has used so far, in seconds; the database server with its connections. Linux only. */
  async cpuSeconds(): Promise<Readonly<Record<ServiceName | 'postgresql', number>>> {
    const times = [...this.#processes].map(async ([name, { pid }]) => [name, await cpuSeconds(pid)] as const);
    const postgresql = await cpuSecondsWithChildren(await this.#databaseProcess());
    const services = Object.fromEntries(await Promise.all(times)) as Record<ServiceName, number>;
    return { ...services, postgresql };
  }

  /** The most memory that each service has had resident since it was launched, in MB. Linux only. */
  async peakMemoryMb(): Promise<Readonly<Record<ServiceName, number>>> {
    const peaks = [...this.#processes].map(
      async ([name, { pid }]) => [name, await peakMemoryMb(pid)] as const,
    );
    return Object.fromEntries(await Promise.all(peaks)) as Record<ServiceName, number>;
  }

  /** Memory that the database server has now with all its connections, in MB. Linux only. */
  async databaseMemoryMb(): Promise<number> {
    return memoryWithChildrenMb(await this.#databaseProcess());
  }

  /**
   * Lets everything stop, those that call before those that are called, and removes the data.
   * @throws AggregateError when a service did not stop as it should; the others are stopped all the same
   */
  async stop(): Promise<void> {
    for (const channel of this.#channels) channel.close();
    const failures: unknown[] = [];
    for (const service of SERVICES.toReversed()) {
      await this.#processes
        .get(service)
        ?.stop()
        .catch((error: unknown) => failures.push(error));
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    if (failures.length > 0) throw new AggregateError(failures, `services did not stop:\n${this.output}`);
  }

  async #databaseProcess(): Promise<number> {
    const [pid] = (await readFile(join(this.#folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    return Number(pid);
  }

  /** host:port of a service. */
  address(service: ServiceName): string {
    return `127.0.0.1:${this.#ports.get(service) ?? 0}`;
  }
}
