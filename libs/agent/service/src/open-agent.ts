import { deployedResources, openLookByMeaning } from '@rookery/agent-crisis';
import { InTurn, migrateSessions, SessionStore } from '@rookery/agent-sessions';
import { AgentServiceDefinition } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Embedder } from '@rookery/shared-embedding';
import type { Logger } from '@rookery/shared-runtime';
import { questionCost } from '@rookery/shared-scenario';
import type { ServedService } from '@rookery/shared-server';
import { agentHandlers } from './agent-handlers.ts';
import type { AgentParts } from './agent-parts.ts';
import type { AgentConfig } from './config.ts';

/**
 * Opens the online agent over planning that is open: its sessions and its service.
 * @param opened takes what has to be closed
 * @throws Error that names what is wrong with the deployment's own list of crisis resources
 */
export async function openAgent(
  config: AgentConfig,
  planning: Pick<AgentParts, 'planning' | 'libraries' | 'paths' | 'index' | 'inference'> & {
    readonly embedder: Embedder;
  },
  database: Database,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<ServedService<typeof AgentServiceDefinition>> {
  await migrateSessions(database);
  const sessions = new SessionStore(database, {
    ttlMs: config.ROOKERY_SESSION_HOURS * 3_600_000,
    mostPerOwner: config.ROOKERY_SESSIONS_PER_KEY,
  });
  opened.use(sweeping(sessions, log));
  const { inference, libraries, paths, index } = planning;
  const parts: AgentParts = {
    inference,
    libraries,
    paths,
    index,
    planning: planning.planning,
    sessions,
    inTurn: new InTurn(),
    defaults: {
      abstention: config.ROOKERY_ABSTENTION,
      pathUse: config.ROOKERY_PATH_USE,
      keepTraces: config.ROOKERY_KEEP_TRACES,
    },
    longestSilenceMs: LONGEST_SILENCE_MS,
    lookByMeaning: openLookByMeaning(planning.embedder, log),
    resourcesFor: deployedResources(config.ROOKERY_CRISIS_RESOURCES),
    costOf: (attribute) =>
      config.ROOKERY_QUESTION_BURDEN + questionCost(planning.planning.questionCosts, attribute),
    log,
  };
  return {
    definition: AgentServiceDefinition,
    implementation: agentHandlers(parts),
    // Somebody in danger is named who helps before anything is refused.
    checksItsStream: ['converse'],
  };
}

/** How long the agent thinks without a sign of life, in milliseconds (contract: ten seconds). */
const LONGEST_SILENCE_MS = 10_000;
const SWEEP_MS = 60_000;

/** Erases sessions whose time is over, once a minute. */
function sweeping(sessions: SessionStore, log: Logger): Disposable {
  const timer = setInterval(() => {
    sessions.sweep().then(
      (erased) => erased > 0 && log.info({ sessions: erased }, 'erased sessions whose time was over'),
      (caught: unknown) => log.warn({ err: caught }, 'sessions could not be swept; trying again'),
    );
  }, SWEEP_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
