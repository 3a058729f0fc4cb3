import { AUDIT_PLACES, AuditLog, AuditStore, migrateAudit } from '@rookery/gateway-audit';
import { startForwarder, type UpstreamObserver } from '@rookery/gateway-forwarder';
import { KEYS_PLACES, KeyStore, KnownKeys, migrateKeys } from '@rookery/gateway-keys';
import { issuerOf, Tokens } from '@rookery/gateway-tokens';
import {
  LeaseStore,
  migrateWorkers,
  WorkerChoice,
  workerHandlers,
  WorkerRegistry,
  WORKERS_PLACES,
} from '@rookery/gateway-workers';
import { HoldingServiceDefinition, WorkerServiceDefinition } from '@rookery/shared-contracts';
import { migrateService, openServiceDatabase } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { Holding } from '@rookery/shared-holding';
import { Retention } from '@rookery/shared-retention';
import { connect } from '@rookery/shared-transport';
import { ConfigError, createLog, isLoopback, type Logger } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import { ownCertificates } from '@rookery/shared-tls';
import { ApiKeys } from './access/api-keys.ts';
import { WrongKeys } from './access/wrong-keys.ts';
import { LOOPBACK_ONLY, type GatewayConfig } from './config.ts';
import { holdingRoutes } from './holding-routes.ts';
import { ModelListDefinition, modelListHandlers } from './model-list.ts';
import { PlatformProcesses } from './platform-processes.ts';
import { platformMembers, USAGE } from './platform.ts';
import { platformReadiness } from './readiness.ts';
import { AnsweredHealth } from './health/answered-health.ts';
import { watchGateway, noteCall } from './watch-gateway.ts';
import { gatewayRouter } from './routes.ts';

/** Longest time until a replica knows of a worker that registered at, or left, another one, in milliseconds. */
const LOOK_EVERY_MS = 300;
/** The gateway's own watches end first, so that they do not hold up the stop; they need no more than this. */
const OWN_GRACE_MS = 2000;
/** Entries of the audit trail at most. */
const MOST_AUDITED = 1_000_000;
/** How often old ones are looked for, in milliseconds. */
const SWEEP_MS = 3_600_000;

/**
 * Starts the gateway: the forwarder on the public port, and behind it, on a loopback port of its own, the services that
 * the gateway answers itself (health and reflection of the whole platform, WorkerService, ListModels).
 */
export function startGateway(config: GatewayConfig): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, opened));
}

/** Brings the schemas of the gateway to their newest steps, and ends. */
export function migrateGateway(config: GatewayConfig): Promise<void> {
  const log = createLog('gateway', config.ROOKERY_LOG_LEVEL);
  return migrateService('gateway', config, log, [migrateWorkers, migrateKeys, migrateAudit]);
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(config: GatewayConfig, opened: AsyncDisposableStack): Promise<RunningService> {
  const log = createLog('gateway', config.ROOKERY_LOG_LEVEL);
  const issuer = issuerOf(config);
  const database = opened.adopt(await openServiceDatabase('gateway', config, log), (open) => open.close());
  const secret = config.ROOKERY_PLATFORM_SECRET;

  await migrateKeys(database);
  let endCalls: (keys: ReadonlySet<string>) => void = () => undefined;
  const stored = new KnownKeys(new KeyStore(database), log, (ended) => endCalls(ended));
  opened.defer(() => stored.close());
  await stored.start();
  const keys = new ApiKeys({
    applications: config.ROOKERY_API_KEYS,
    operators: config.ROOKERY_OPERATOR_KEYS,
    stored,
    tokens: issuer === undefined ? undefined : new Tokens(issuer, log),
    secret,
    wrong: new WrongKeys(log),
  });
  if (!keys.required && !isLoopback(config.ROOKERY_HOST)) throw new ConfigError(LOOPBACK_ONLY);

  await migrateAudit(database);
  const trail = new AuditStore(database);
  const audit = opened.adopt(new AuditLog(trail, log), (open) => open.close());
  const kept = { days: config.ROOKERY_AUDIT_DAYS, entries: MOST_AUDITED };
  const retention = new Retention(database, log, SWEEP_MS, [
    { name: 'audit trail', forget: (transaction, most) => trail.sweep(kept, most, transaction) },
  ]);
  opened.defer(() => retention.stop());

  const registry = opened.adopt(
    await WorkerRegistry.open(await LeaseStore.open(database), {
      leaseMs: config.ROOKERY_WORKER_LEASE_MS,
      lookEveryMs: LOOK_EVERY_MS,
      log,
    }),
    (open) => open.close(),
  );
  const workers = new WorkerChoice(registry);
  const members = platformMembers(config).map((member) => ({
    ...member,
    channel: opened.adopt(connect(member.address, { secret }), (open) => open.close()),
  }));
  const chat = config.ROOKERY_CHAT_ADDRESS;
  const beside =
    chat === undefined
      ? []
      : [{ name: 'chat', channel: opened.adopt(connect(chat, { secret }), (open) => open.close()) }];
  const processes = opened.adopt(new PlatformProcesses([...members, ...beside], registry, secret), (open) =>
    open.close(),
  );
  const own = opened.adopt(
    await startService({
      name: 'gateway services',
      host: '127.0.0.1',
      port: 0,
      log,
      // Only the forwarder of this process calls it.
      certificates: 'none',
      secret,
      services: [
        { definition: WorkerServiceDefinition, implementation: workerHandlers(registry) },
        { definition: ModelListDefinition, implementation: modelListHandlers(registry) },
        {
          definition: HoldingServiceDefinition,
          implementation: holdingRoutes({
            own: new Holding({ database, places: [...AUDIT_PLACES, ...KEYS_PLACES, ...WORKERS_PLACES] }),
            channels: new Map([...members, ...beside].map(({ name, channel }) => [name, channel])),
            workers,
            secret,
          }),
        },
      ],
      readiness: platformReadiness(members, registry),
      speaksFor: [...members.flatMap(({ services }) => services), USAGE],
      readProcesses: (own) => processes.read({ ...own, name: 'gateway' }),
      graceMs: OWN_GRACE_MS,
    }),
    (open) => open.close(),
  );
  const certificates = ownCertificates();
  const forwarder = await startForwarder({
    certificates: certificates?.isOwn === true ? certificates : undefined,
    upstreamCertificates: certificates?.isMutual === true ? certificates : undefined,
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT,
    route: gatewayRouter({
      members,
      ownAddress: own.address,
      keys,
      workers,
      health: new AnsweredHealth(own.health),
      secret,
      audit,
      unaryTimeoutMs: config.ROOKERY_GATEWAY_CALL_TIMEOUT_MS,
    }),
    limits: {
      connectionsPerAddress: config.ROOKERY_GATEWAY_CONNECTIONS_PER_ADDRESS,
      connections: config.ROOKERY_GATEWAY_CONNECTIONS,
      callsPerCaller: config.ROOKERY_GATEWAY_CALLS_PER_KEY,
    },
    observer: upstreamLog(log, workers),
    callEnded: noteCall,
  });
  const unwatch = watchGateway(forwarder, registry, config.ROOKERY_GATEWAY_CONNECTIONS);
  endCalls = (ended) => forwarder.endCalls(ended, keyEnded());
  log.info(
    { address: forwarder.address, api_keys: keys.required, tls: certificates?.isOwn === true },
    'gateway listens',
  );
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    log.info('gateway stops');
    // Calls in flight end before what they need does.
    await Promise.all([forwarder.close(config.ROOKERY_DRAIN_MS), own.close()]);
    unwatch();
    await opened.disposeAsync();
    log.info('gateway stopped');
  };
  return { address: forwarder.address, close: () => (closing ??= close()) };
}

const keyEnded = (): RookeryError =>
  new RookeryError('UNAUTHENTICATED', 'the API key of this call was revoked, or has ended', {
    reason: 'API_KEY_UNKNOWN',
  });

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
