import { agentConfig, migrateAgent, openAgent } from '@rookery/agent-service';
import { openPlanner, PLANNER_SCHEMAS, plannerConfig } from '@rookery/planner-service';
import { HoldingServiceDefinition } from '@rookery/shared-contracts';
import { databaseCheck, migrateService, openServiceDatabase } from '@rookery/shared-database';
import { Holding, holdingHandlers } from '@rookery/shared-holding';
import { createLog } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import { z } from 'zod';

const DEFAULT_PORT = 7603;

/** The variables of this process: those of planning and of the agent. */
export const config = z.intersection(plannerConfig, agentConfig);

/** Brings the schemas of this process to their newest steps, and ends. */
export function migrate(variables: z.infer<typeof config>): Promise<void> {
  const log = createLog('planner', variables.ROOKERY_LOG_LEVEL);
  return migrateService('planner', variables, log, [...PLANNER_SCHEMAS, migrateAgent]);
}

/**
 * Starts planning and the online agent on one socket: conversations plan with the library and the threads that searches use.
 * Health says SERVING once the services that they call are there.
 */
export function start(variables: z.infer<typeof config>): Promise<RunningService> {
  return startOrClose(async (opened) => {
    const log = createLog('planner', variables.ROOKERY_LOG_LEVEL);
    const database = await openServiceDatabase('planner', variables, log);
    opened.defer(() => database.close());
    const planner = await openPlanner(variables, database, log, opened);
    const agent = await openAgent(variables, planner, database, log, opened);
    const { holding: ofAgent } = agent;
    const holding = new Holding({
      database,
      ...ofAgent,
      places: [...planner.places, ...ofAgent.places],
      afterwards: async () => {
        const destroyed = [await planner.destroyKeys(), (await ofAgent.afterwards?.()) ?? false];
        return destroyed.every(Boolean);
      },
    });
    await planner.work();
    return startService({
      name: 'planner',
      host: variables.ROOKERY_HOST,
      port: variables.ROOKERY_PORT ?? DEFAULT_PORT,
      log,
      secret: variables.ROOKERY_PLATFORM_SECRET,
      services: [
        ...planner.services,
        agent.service,
        { definition: HoldingServiceDefinition, implementation: holdingHandlers(holding) },
      ],
      readiness: [databaseCheck(database), ...planner.readiness],
      graceMs: variables.ROOKERY_DRAIN_MS,
      onClose: () => opened.disposeAsync(),
    });
  });
}
