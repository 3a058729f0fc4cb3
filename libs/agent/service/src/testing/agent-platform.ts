import { openPlanner, plannerConfig } from '@rookery/planner-service';
import {
  AgentServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
  type AgentServiceClient,
  type LibraryServiceClient,
  type PlannerServiceClient,
} from '@rookery/shared-contracts';
import { openServiceDatabase, type Database } from '@rookery/shared-database';
import {
  ServiceProcess,
  startAroundPlanner,
  untilServing,
  type AroundPlanner,
  type AroundPlannerOptions,
} from '@rookery/shared-platform-processes';
import { createLog, readConfig } from '@rookery/shared-runtime';
import { startService } from '@rookery/shared-server';
import { client, connect } from '@rookery/shared-transport';
import { z } from 'zod';
import { agentConfig } from '../config.ts';
import { openAgent } from '../open-agent.ts';

/** An agent on a socket of its own in this process, and its clients. */
export interface RunningAgent {
  /** host:port */
  readonly address: string;
  readonly agent: AgentServiceClient;
  readonly planner: PlannerServiceClient;
  readonly libraries: LibraryServiceClient;
}

/** An agent that is a process. */
export interface AgentProcess {
  readonly agent: AgentServiceClient;
  /** Everything that it has written so far, its log above all. */
  readonly output: () => string;
  /** Ends it as a crash would. */
  readonly kill: () => Promise<void>;
}

/**
 * What conversations need: gateway and inference worker as processes, PostgreSQL, and as many agents in this process as a test wants,
 * each with variables of its own. They are started in tenths of a second, where a process takes several.
 */
export class AgentPlatform {
  readonly database: Database;
  readonly #around: AroundPlanner;

  private constructor(around: AroundPlanner) {
    this.database = around.database;
    this.#around = around;
  }

  static async start(options: Partial<AroundPlannerOptions> = {}): Promise<AgentPlatform> {
    return new AgentPlatform(await startAroundPlanner({ judge: false, ...options }));
  }

  /** Opens an agent, with variables of its own; it serves once a worker is there, and is closed with the platform. */
  async agent(more: Readonly<Record<string, string>> = {}): Promise<RunningAgent> {
    const variables = { ...this.#around.variables, ROOKERY_SEARCH_THREADS: '0', ...more };
    const config = readConfig(z.intersection(plannerConfig, agentConfig), variables);
    const log = createLog('planner', 'silent');
    const opened = this.#around.opened.use(new AsyncDisposableStack());
    const database = await openServiceDatabase('planner', config, log);
    opened.defer(() => database.close());
    const planner = await openPlanner(config, database, log, opened);
    const agent = await openAgent(config, planner, database, log, opened);
    const service = await startService({
      name: 'planner',
      host: '127.0.0.1',
      port: 0,
      log,
      services: [...planner.services, agent.service],
      readiness: planner.readiness.slice(0, 1),
      graceMs: 0,
    });
    opened.defer(() => service.close());
    await untilServing(service.address, AgentServiceDefinition.fullName, []);
    const channel = opened.adopt(connect(service.address), (open) => open.close());
    return {
      address: service.address,
      agent: client(AgentServiceDefinition, channel),
      planner: client(PlannerServiceDefinition, channel),
      libraries: client(LibraryServiceDefinition, channel),
    };
  }

  /** Starts an agent as a process of its own, which can be killed. */
  async process(more: Readonly<Record<string, string>> = {}): Promise<AgentProcess> {
    const service = new ServiceProcess('planner', { ...this.#around.variables, ...more });
    this.#around.opened.adopt(service, (child) => child.kill());
    const channel = this.#around.opened.adopt(connect(await service.address), (open) => open.close());
    return {
      agent: client(AgentServiceDefinition, channel),
      output: () => service.output,
      kill: () => service.kill(),
    };
  }

  close(): Promise<void> {
    return this.#around.opened.disposeAsync();
  }
}
