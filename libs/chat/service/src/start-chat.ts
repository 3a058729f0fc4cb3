import { deployedResources } from '@rookery/agent-crisis';
import { migrateChat, TranscriptStore } from '@rookery/chat-transcripts';
import { AgentServiceDefinition } from '@rookery/shared-contracts';
import { databaseCheck, openServiceDatabase } from '@rookery/shared-database';
import { connect, servingCheck } from '@rookery/shared-transport';
import { createLog, type Logger } from '@rookery/shared-runtime';
import { startOrClose, type RunningService } from '@rookery/shared-server';
import type { ChatConfig } from './config.ts';
import { ChatServer } from './http/serve.ts';

const DAY_MS = 86_400_000;
const SWEEP_MS = 600_000;
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
): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, longestSilenceMs, opened));
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(
  config: ChatConfig,
  longestSilenceMs: number,
  opened: AsyncDisposableStack,
): Promise<RunningService> {
  const resourcesFor = deployedResources(config.ROOKERY_CRISIS_RESOURCES);
  const log = createLog('chat', config.ROOKERY_LOG_LEVEL);
  const database = await openServiceDatabase('chat', config, log);
  opened.defer(() => database.close());
  await migrateChat(database);
  // Without a key of its own: a caller can do here what its key opens at the gateway, and nothing else.
  const channel = opened.adopt(connect(config.ROOKERY_GATEWAY_ADDRESS), (open) => open.close());
  const transcripts = new TranscriptStore(database, config.ROOKERY_CHAT_KEEP_DAYS * DAY_MS);
  opened.use(sweeping(transcripts, log));
  const checks = [databaseCheck(database), servingCheck(channel, AgentServiceDefinition.fullName)];
  const ready = async (signal: AbortSignal): Promise<boolean> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_CHECK_MS)]);
    const results = await Promise.allSettled(checks.map(({ check }) => check(limited)));
    return results.every(({ status }) => status === 'fulfilled');
  };
  const server = await ChatServer.start(
    {
      channel,
      transcripts,
      patienceMs: config.ROOKERY_CHAT_PATIENCE_MS,
      longestSilenceMs,
      taskModel: config.ROOKERY_CHAT_TASK_MODEL,
      resourcesFor,
      log,
      ready,
    },
    { host: config.ROOKERY_HOST, port: config.ROOKERY_PORT, origins: config.ROOKERY_CHAT_ORIGINS, log },
  );
  log.info({ address: server.address }, 'chat listens');
  const close = async (): Promise<void> => {
    log.info('chat stops');
    await server.close();
    await opened.disposeAsync();
    log.info('chat stopped');
  };
  let closing: Promise<void> | undefined;
  return { address: server.address, close: () => (closing ??= close()) };
}

function sweeping(transcripts: TranscriptStore, log: Logger): Disposable {
  const timer = setInterval(() => {
    transcripts
      .sweep()
      .catch((caught: unknown) => log.warn({ err: caught }, 'transcripts could not be swept; trying again'));
  }, SWEEP_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
