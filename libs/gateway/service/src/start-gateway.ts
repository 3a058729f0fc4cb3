import { startForwarder, type UpstreamObserver } from '@rookery/gateway-forwarder';
import { WorkerChoice, workerHandlers, WorkerRegistry } from '@rookery/gateway-workers';
import { WorkerServiceDefinition } from '@rookery/shared-contracts';
import { connect } from '@rookery/shared-transport';
import { createLog, type Logger } from '@rookery/shared-runtime';
import { startService, type RunningService } from '@rookery/shared-server';
import { ApiKeys } from './access/api-keys.ts';
import type { GatewayConfig } from './config.ts';
import { ModelListDefinition, modelListHandlers } from './model-list.ts';
import { PlatformProcesses } from './platform-processes.ts';
import { platformMembers } from './platform.ts';
import { platformReadiness } from './readiness.ts';
import { gatewayRouter } from './routes.ts';

/** How long a worker's entry lives without a renewal, in milliseconds. */
const LEASE_MS = 15_000;
/** How long calls in flight may take when the gateway stops, in milliseconds. */
const GRACE_MS = 20_000;
/** The gateway's own watches end first, so that they do not hold up the stop; they need no more than this. */
const OWN_GRACE_MS = 2000;

/**
 * Starts the gateway: the forwarder on the public port, and behind it, on a loopback port of its own, the services that
 * the gateway answers itself (health and reflection of the whole platform, WorkerService, ListModels).
 */
export async function startGateway(config: GatewayConfig): Promise<RunningService> {
  const log = createLog('gateway', config.ROOKERY_LOG_LEVEL);
  const registry = new WorkerRegistry(LEASE_MS);
  const workers = new WorkerChoice(registry);
  const keys = new ApiKeys({
    applications: config.ROOKERY_API_KEYS,
    operators: config.ROOKERY_OPERATOR_KEYS,
  });
  const members = platformMembers(config).map((member) => ({ ...member, channel: connect(member.address) }));
  const processes = new PlatformProcesses(members, registry);
  const closeChannels = (): void => {
    processes.close();
    for (const { channel } of members) channel.close();
  };

  const own = await startService({
    name: 'gateway services',
    host: '127.0.0.1',
    port: 0,
    log,
    services: [
      { definition: WorkerServiceDefinition, implementation: workerHandlers(registry) },
      { definition: ModelListDefinition, implementation: modelListHandlers(registry) },
    ],
    readiness: platformReadiness(members, registry),
    speaksFor: members.flatMap(({ services }) => services),
    readProcesses: (own) => processes.read({ ...own, name: 'gateway' }),
    graceMs: OWN_GRACE_MS,
  });
  try {
    const forwarder = await startForwarder({
      host: config.ROOKERY_HOST,
      port: config.ROOKERY_PORT,
      route: gatewayRouter({ members, ownAddress: own.address, keys, workers }),
      observer: upstreamLog(log, workers),
    });
    log.info({ address: forwarder.address, api_keys: keys.required }, 'gateway listens');
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      log.info('gateway stops');
      await Promise.all([forwarder.close(GRACE_MS), own.close()]);
      registry.close();
      closeChannels();
      log.info('gateway stopped');
    };
    return { address: forwarder.address, close: () => (closing ??= close()) };
  } catch (error) {
    // Nothing is left running when the public port is taken.
    await own.close();
    closeChannels();
    throw error;
  }
}

function upstreamLog(log: Logger, workers: WorkerChoice): UpstreamObserver {
  return {
    upstreamReached: (address: string): void => {
      workers.reached(address);
      log.info({ upstream: address }, 'upstream reached');
    },
    upstreamUnreachable: (address: string, reason: string, first: boolean): void => {
      workers.unreachable(address);
      if (first) log.warn({ upstream: address, reason }, 'upstream cannot be reached');
    },
  };
}
