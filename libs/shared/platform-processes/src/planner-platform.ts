import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
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
import { ServiceProcess } from './service-process.ts';
import { untilServing } from './until-serving.ts';
import { client, connect } from '@rookery/shared-transport';

/** The services that planning needs, each a process on a socket of its own, over one test database. */
export class PlannerPlatform {
  readonly database: Database;
  readonly #opened: AsyncDisposableStack;
  readonly #variables: Readonly<Record<string, string>>;

  private constructor(
    database: Database,
    opened: AsyncDisposableStack,
    variables: Readonly<Record<string, string>>,
  ) {
    this.database = database;
    this.#opened = opened;
    this.#variables = variables;
  }

  /** @param latencyMs how long each call of a simulated model takes */
  static async start(latencyMs: number): Promise<PlannerPlatform> {
    const opened = new AsyncDisposableStack();
    try {
      return await PlannerPlatform.#startWith(opened, latencyMs);
    } catch (caught) {
      await opened.disposeAsync();
      throw caught;
    }
  }

  static async #startWith(opened: AsyncDisposableStack, latencyMs: number): Promise<PlannerPlatform> {
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    const start = async (name: string, variables: Readonly<Record<string, string>>): Promise<string> => {
      const service = opened.adopt(await ServiceProcess.start(name, variables), (child) => child.kill());
      return await service.address;
    };
    // The same paths are found wherever the tests run.
    const common = { DATABASE_URL: database.connectionString, ROOKERY_EMBEDDER: 'lexical' };
    const variables = { ...common, ROOKERY_GATEWAY_ADDRESS: await start('gateway', common) };
    await start('inference-worker', { ...variables, ROOKERY_SIM_LATENCY_MS: String(latencyMs) });
    const judge = await start('judge', variables);
    return new PlannerPlatform(database, opened, { ...variables, ROOKERY_JUDGE_ADDRESS: judge });
  }

  /** Starts a planner, with variables of its own, and waits until it is ready. It is stopped with the platform. */
  async startPlanner(variables: Readonly<Record<string, string>> = {}): Promise<RunningPlanner> {
    const service = this.#opened.adopt(
      await ServiceProcess.start('planner', { ...this.#variables, ...variables }),
      (child) => child.stop(),
    );
    return this.#opened.adopt(await RunningPlanner.ready(service), (planner) => {
      planner.leave();
    });
  }

  close(): Promise<void> {
    return this.#opened.disposeAsync();
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
