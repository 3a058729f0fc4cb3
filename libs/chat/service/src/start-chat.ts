import { deployedResources } from '@rookery/agent-crisis';
import { CHAT_PLACES, migrateChat, TranscriptStore } from '@rookery/chat-transcripts';
import { timeLimit } from '@rookery/shared-concurrency';
import { AgentServiceDefinition, HoldingServiceDefinition } from '@rookery/shared-contracts';
import { databaseCheck, openServiceDatabase } from '@rookery/shared-database';
import { mayNotice } from '@rookery/shared-metrics';
import { Holding, holdingHandlers } from '@rookery/shared-holding';
import { Retention } from '@rookery/shared-retention';
import { client, connect, servingCheck } from '@rookery/shared-transport';
import { createLog, gatewayCredentials, isLoopback } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import { ownCertificates } from '@rookery/shared-tls';
import type { ChatConfig } from './config.ts';
import { FollowSessions } from './follow-sessions.ts';
import { BodyAllowances } from './http/body-allowance.ts';
import { KeyGate } from './http/key-gate.ts';
import { CHAT_LIMITS, type ChatLimits } from './http/limits.ts';
import { ChatServer } from './http/serve.ts';

const DAY_MS = 86_400_000;
const SWEEP_MS = 600_000;
/** What its own readers may take when it stops, in milliseconds. */
const INNER_GRACE_MS = 500;
/** A check that takes longer has failed, in milliseconds. */
const LONGEST_CHECK_MS = 5_000;

/** Proxies that close silent connections do so after half a minute at the earliest, in milliseconds. */
const LONGEST_SILENCE_MS = 10_000;

/**
 * Starts the chat service: an HTTP listener in the shapes of OpenAI, beside the gateway, which it calls with its callers' keys.
 * @param longestSilenceMs after which a stream is told that the agent is at work
 */
export function startChat(
  config: ChatConfig,
  longestSilenceMs = LONGEST_SILENCE_MS,
  limits = CHAT_LIMITS,
): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, longestSilenceMs, limits, opened));
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(
  config: ChatConfig,
  longestSilenceMs: number,
  limits: ChatLimits,
  opened: AsyncDisposableStack,
): Promise<RunningService> {
  mayNotice('chat');
  const resourcesFor = deployedResources(config.ROOKERY_CRISIS_RESOURCES);
  const log = createLog('chat', config.ROOKERY_LOG_LEVEL);
  const database = await openServiceDatabase('chat', config, log);
  opened.defer(() => database.close());
  await migrateChat(database);
  // Without a key of its own: a caller can do here what its key opens at the gateway, and nothing else.
  const channel = opened.adopt(connect(config.ROOKERY_GATEWAY_ADDRESS), (open) => open.close());
  const certificates = ownCertificates();
  const transcripts = new TranscriptStore(database, config.ROOKERY_CHAT_KEEP_DAYS * DAY_MS);
  const retention = new Retention(database, log, SWEEP_MS, [
    { name: 'chat places', forget: (transaction, most) => transcripts.sweep(most, transaction) },
  ]);
  opened.defer(() => retention.stop());
  // As a process of the platform, for this alone.
  const platform = opened.adopt(connect(config.ROOKERY_GATEWAY_ADDRESS, gatewayCredentials(config)), (open) =>
    open.close(),
  );
  opened.use(new FollowSessions(client(AgentServiceDefinition, platform), transcripts, log));
  const checks = [databaseCheck(database), servingCheck(channel, AgentServiceDefinition.fullName)];
  const ready = async (signal: AbortSignal): Promise<boolean> => {
    using limited = timeLimit(LONGEST_CHECK_MS, signal);
    const results = await Promise.allSettled(checks.map(({ check }) => check(limited.signal)));
    return results.every(({ status }) => status === 'fulfilled');
  };
  const server = await ChatServer.start(
    {
      channel,
      transcripts,
      gate: new KeyGate(channel),
      secret: config.ROOKERY_PLATFORM_SECRET,
      forOthers: !isLoopback(config.ROOKERY_HOST),
      bodies: new BodyAllowances(),
      patienceMs: config.ROOKERY_CHAT_PATIENCE_MS,
      longestSilenceMs,
      taskModel: config.ROOKERY_CHAT_TASK_MODEL,
      resourcesFor,
      log,
      ready,
    },
    {
      host: config.ROOKERY_HOST,
      port: config.ROOKERY_PORT,
      origins: config.ROOKERY_CHAT_ORIGINS,
      limits,
      connections: config.ROOKERY_CHAT_CONNECTIONS,
      drainMs: config.ROOKERY_DRAIN_MS,
      certificates: certificates?.isOwn === true ? certificates : undefined,
      log,
    },
  );
  opened.defer(() => server.close());
  // For the platform alone: health, and ProcessService, by which the gateway and doctor see this process like any other.
  const innerPort = config.ROOKERY_CHAT_INNER_PORT;
  const inner =
    innerPort === undefined
      ? undefined
      : await startService({
          name: 'chat',
          host: config.ROOKERY_HOST,
          port: innerPort,
          log,
          certificates: certificates?.isMutual === true ? certificates : 'none',
          secret: config.ROOKERY_PLATFORM_SECRET,
          services: [
            {
              definition: HoldingServiceDefinition,
              implementation: holdingHandlers(new Holding({ database, places: CHAT_PLACES })),
            },
          ],
          readiness: checks,
          graceMs: INNER_GRACE_MS,
        });
  log.info({ address: server.address }, 'chat listens');
  const close = async (): Promise<void> => {
    log.info('chat stops');
    await server.close();
    await inner?.close();
    await opened.disposeAsync();
    log.info('chat stopped');
  };
  let closing: Promise<void> | undefined;
  return { address: server.address, close: () => (closing ??= close()) };
}
