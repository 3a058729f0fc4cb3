import type { Database } from '@rookery/shared-database';
import {
  AgentServiceDefinition,
  ComparisonServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
  type AgentServiceClient,
  type ComparisonServiceClient,
  type LibraryServiceClient,
  type PlannerServiceClient,
} from '@rookery/shared-contracts';
import { startAroundPlanner, type AroundPlanner } from './around-planner.ts';
import { ServiceProcess } from './service-process.ts';
import { untilServing } from './until-serving.ts';
import { client, connect } from '@rookery/shared-transport';

/** The services that planning needs, each a process on a socket of its own, over one test database. */
export class PlannerPlatform {
  readonly database: Database;
  readonly #around: AroundPlanner;

  private constructor(around: AroundPlanner) {
    this.database = around.database;
    this.#around = around;
  }

  /** @param latencyMs how long each call of a simulated model takes */
  static async start(latencyMs: number): Promise<PlannerPlatform> {
    const worker = { ROOKERY_SIM_LATENCY_MS: String(latencyMs) };
    return new PlannerPlatform(await startAroundPlanner({ worker, judge: true }));
  }

  /** Starts a planner, with variables of its own, and waits until it is ready. It is stopped with the platform. */
  async startPlanner(variables: Readonly<Record<string, string>> = {}): Promise<RunningPlanner> {
    const { opened } = this.#around;
    const service = opened.adopt(
      await ServiceProcess.start('planner', { ...this.#around.variables, ...variables }),
      (child) => child.stop(),
    );
    return opened.adopt(await RunningPlanner.ready(service), (planner) => {
      planner.leave();
    });
  }

  close(): Promise<void> {
    return this.#around.opened.disposeAsync();
  }
}

/** A planner process and its clients. */
export class RunningPlanner {
  readonly planner: PlannerServiceClient;
  readonly libraries: LibraryServiceClient;
  readonly comparisons: ComparisonServiceClient;
  readonly agent: AgentServiceClient;
  readonly #service: ServiceProcess;
  readonly #closeChannel: () => void;

  private constructor(service: ServiceProcess, address: string) {
    const channel = connect(address);
    this.#service = service;
    this.planner = client(PlannerServiceDefinition, channel);
    this.libraries = client(LibraryServiceDefinition, channel);
    this.comparisons = client(ComparisonServiceDefinition, channel);
    this.agent = client(AgentServiceDefinition, channel);
    this.#closeChannel = () => {
      channel.close();
    };
  }

  static async ready(service: ServiceProcess): Promise<RunningPlanner> {
    const address = await service.address;
    await untilServing(address, PlannerServiceDefinition.fullName, [service]);
    return new RunningPlanner(service, address);
  }

  /** Everything the process has written so far, its log above all. */
  get output(): string {
    return this.#service.output;
  }

  /** Ends the process as a crash would. */
  async kill(): Promise<void> {
    this.leave();
    await this.#service.kill();
  }

  /** Closes the channel; the process goes on. */
  leave(): void {
    this.#closeChannel();
  }
}
