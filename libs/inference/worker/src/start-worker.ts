import { hostname } from 'node:os';
import { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA, keepModelCalls, UsageLog } from '@rookery/inference-usage';
import { InferenceServiceDefinition } from '@rookery/shared-contracts';
import { databaseCheck, migrate, openServiceDatabase } from '@rookery/shared-database';
import { connect } from '@rookery/shared-transport';
import { createLog, gatewayKey } from '@rookery/shared-runtime';
import { type RunningService, startOrClose, startService } from '@rookery/shared-server';
import { Catalogue } from './catalogue.ts';
import { InferenceService, silentServers } from './inference-service.ts';
import { openBackends } from './open-backends.ts';
import { Places } from './places.ts';
import { Registration } from './registration.ts';
import type { WorkerConfig } from './worker-config.ts';

const DEFAULT_PORT = 7604;

/**
 * Starts an inference worker: its backends, its records, its server, and then its place in the gateway's
 * list. The gateway may come later. Closing leaves the list first, lets calls in flight end, then closes the
 * rest.
 */
export function startWorker(config: WorkerConfig): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, opened));
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(config: WorkerConfig, opened: AsyncDisposableStack): Promise<RunningService> {
  const log = createLog('inference-worker', config.ROOKERY_LOG_LEVEL);
  const backends = await openBackends(config);
  for (const backend of backends) opened.defer(() => backend.close());
  const database = await openServiceDatabase('inference-worker', config, log);
  opened.defer(() => database.close());
  await migrate(database, INFERENCE_SCHEMA, INFERENCE_MIGRATIONS);
  const usage = new UsageLog(database, log);
  opened.defer(() => usage.close());
  const retention = await keepModelCalls(database, log, config.ROOKERY_MODEL_CALL_DAYS);
  opened.defer(() => retention.stop());
  const gateway = connect(config.ROOKERY_GATEWAY_ADDRESS, gatewayKey(config));
  opened.defer(() => Promise.resolve(gateway.close()));

  const catalogue = new Catalogue(backends, log);
  const capacity = config.ROOKERY_WORKER_CAPACITY;
  const places = new Places({ capacity, queue: config.ROOKERY_WORKER_QUEUE });
  const port = config.ROOKERY_PORT ?? DEFAULT_PORT;
  const id = config.ROOKERY_WORKER_ID ?? `${hostname()}-${port === 0 ? process.pid : port}`;
  // The registration tells the address, and the address is known once the server listens.
  const registration = Promise.withResolvers<Registration>();
  const service = await startService({
    name: 'inference-worker',
    host: config.ROOKERY_HOST,
    port,
    log,
    services: [
      {
        definition: InferenceServiceDefinition,
        implementation: new InferenceService({ catalogue, places, usage, worker: id }),
      },
    ],
    readiness: [
      databaseCheck(database),
      { name: 'gateway', check: async () => (await registration.promise).check() },
    ],
    onClose: () => opened.disposeAsync(),
  });
  const address = config.ROOKERY_WORKER_ADDRESS ?? reachable(service.address);
  const registered = new Registration(
    gateway,
    {
      worker: { id, address, capacity },
      offer: async (signal) => {
        await catalogue.refresh(signal);
        return { models: catalogue.models(), silentServers: silentServers(id, catalogue) };
      },
      inFlight: () => places.inFlight,
    },
    log,
  );
  registration.resolve(registered);
  return {
    address: service.address,
    close: async () => {
      await registered.close();
      await service.close();
    },
  };
}

// A server that listens everywhere is reached by the host's name.
function reachable(address: string): string {
  return address.replace(/^(0\.0\.0\.0|\[::\])(?=:\d+$)/, hostname());
}
