import { agentConfig, openAgent } from '@rookery/agent-service';
import { openPlanner, plannerConfig } from '@rookery/planner-service';
import { databaseCheck, openServiceDatabase } from '@rookery/shared-database';
import { createLog } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import { z } from 'zod';

const DEFAULT_PORT = 7603;

/** The variables of this process: those of planning and of the agent. */
export const config = z.intersection(plannerConfig, agentConfig);

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
    await planner.work();
    return startService({
      name: 'planner',
      host: variables.ROOKERY_HOST,
      port: variables.ROOKERY_PORT ?? DEFAULT_PORT,
      log,
      services: [...planner.services, agent],
      readiness: [databaseCheck(database), ...planner.readiness],
      onClose: () => opened.disposeAsync(),
    });
  });
}
