import { deployedResources, openLookByMeaning } from '@rookery/agent-crisis';
import {
  agentPlaces,
  forgetDeleted,
  knownBySessions,
  InTurn,
  Referrals,
  migrateSessions,
  SessionStore,
} from '@rookery/agent-sessions';
import { AgentServiceDefinition } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Embedder } from '@rookery/shared-embedding';
import type { HoldingParts } from '@rookery/shared-holding';
import { mayNotice } from '@rookery/shared-metrics';
import { Retention } from '@rookery/shared-retention';
import type { Logger } from '@rookery/shared-runtime';
import { questionCost } from '@rookery/shared-scenario';
import { openSealing, SEALED_SESSIONS } from '@rookery/shared-sealing';
import type { ServedService } from '@rookery/shared-server';
import { agentHandlers } from './agent-handlers.ts';
import type { AgentParts } from './agent-parts.ts';
import type { AgentConfig } from './config.ts';
import { deployedAiNotices } from './ai-notices.ts';

/** The agent as it stands open. */
export interface OpenAgent {
  readonly service: ServedService<typeof AgentServiceDefinition>;
  /** What it holds about people. */
  readonly holding: Omit<HoldingParts, 'database'>;
}

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
): Promise<OpenAgent> {
  mayNotice('agent');
  await migrateSessions(database);
  const place = { folder: config.ROOKERY_CONTENT_KEYS, ring: 'agent', what: 'what people say' };
  const keys = await openSealing(place, SEALED_SESSIONS, database, log, opened);
  const sessions = new SessionStore(
    database,
    {
      ttlMs: config.ROOKERY_SESSION_HOURS * 3_600_000,
      mostPerOwner: config.ROOKERY_SESSIONS_PER_KEY,
      mostPerEndUser: config.ROOKERY_SESSIONS_PER_USER,
    },
    keys?.sealing,
  );
  const retention = new Retention(database, log, SWEEP_MS, [
    { name: 'sessions', forget: (transaction, most) => sessions.sweep(most, transaction) },
    {
      name: 'deleted sessions',
      forget: (transaction, most) => forgetDeleted(DELETED_DAYS, most, transaction),
    },
  ]);
  opened.defer(() => retention.stop());
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
    aiNotices: deployedAiNotices(config.ROOKERY_AI_NOTICE, config.ROOKERY_MINOR_REMINDER_HOURS),
    referrals: opened.use(new Referrals(database, log)),
    costOf: (attribute) =>
      config.ROOKERY_QUESTION_BURDEN + questionCost(planning.planning.questionCosts, attribute),
    log,
  };
  return {
    service: {
      definition: AgentServiceDefinition,
      implementation: agentHandlers(parts),
      // Somebody in danger is named who helps before anything is refused.
      checksItsStream: ['converse'],
    },
    holding: {
      places: agentPlaces(sessions),
      learn: (person) => knownBySessions(sessions, person),
      afterwards: async () => {
        await keys?.upkeep.replaceWhatIsDue();
        return keys !== undefined;
      },
    },
  };
}

/** How long the agent thinks without a sign of life, in milliseconds (contract: ten seconds). */
const LONGEST_SILENCE_MS = 10_000;
const SWEEP_MS = 60_000;
/** How long it is known which sessions were deleted, in days (contract). */
const DELETED_DAYS = 90;
