import { hostname } from 'node:os';
import {
  BATCH_PLACES,
  BATCH_MIGRATIONS,
  BATCH_PACE,
  BATCH_SCHEMA,
  Batches,
  BatchStore,
  forgetBatches,
} from '@rookery/inference-batches';
import type { OpenAiSettings } from '@rookery/inference-backends';
import {
  INFERENCE_PLACES,
  INFERENCE_MIGRATIONS,
  INFERENCE_SCHEMA,
  keepModelCalls,
  UsageLog,
} from '@rookery/inference-usage';
import {
  HoldingServiceDefinition,
  InferenceServiceDefinition,
  UsageServiceDefinition,
} from '@rookery/shared-contracts';
import { databaseCheck, migrate, openServiceDatabase } from '@rookery/shared-database';
import { Holding, holdingHandlers } from '@rookery/shared-holding';
import { Retention } from '@rookery/shared-retention';
import { connect } from '@rookery/shared-transport';
import { createLog, gatewayCredentials } from '@rookery/shared-runtime';
import { type RunningService, startOrClose, startService } from '@rookery/shared-server';
import { ServedModels } from './served-models.ts';
import { InferenceService, silentServers } from './inference-service.ts';
import { openBackends } from './open-backends.ts';
import { openPins } from './open-pins.ts';
import { Places } from './places.ts';
import { Registration } from './registration.ts';
import { UsageService } from './usage-service.ts';
import { watchPlaces } from './watch-places.ts';
import { watchServer } from './watch-server.ts';
import type { WorkerConfig } from './worker-config.ts';

/** How often ended batches whose time is over are looked for, in milliseconds. */
const SWEEP_MS = 3_600_000;
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
  const database = await openServiceDatabase('inference-worker', config, log);
  opened.defer(() => database.close());
  await migrate(database, INFERENCE_SCHEMA, INFERENCE_MIGRATIONS);
  await migrate(database, BATCH_SCHEMA, BATCH_MIGRATIONS);
  const batches: Batches[] = [];
  const port = config.ROOKERY_PORT ?? DEFAULT_PORT;
  const id = config.ROOKERY_WORKER_ID ?? `${hostname()}-${port === 0 ? process.pid : port}`;
  const pins = await openPins(config, id, log);
  const makeBatches: OpenAiSettings['batches'] = (server) => {
    const made = new Batches({
      server,
      store: new BatchStore(database, server.name),
      log,
      pace: {
        ...BATCH_PACE,
        gatherMs: config.ROOKERY_BATCH_GATHER_MS,
        pollMs: config.ROOKERY_BATCH_POLL_MS,
        abandonMs: config.ROOKERY_BATCH_ABANDON_MS,
      },
    });
    batches.push(made);
    return made;
  };
  const backends = await openBackends(config, {
    batches: makeBatches,
    sampling: (model) => pins.samplingOf(model),
  });
  for (const backend of backends) {
    opened.defer(() => backend.close());
    if (backend.server !== undefined) opened.defer(watchServer(backend.server));
  }
  const usage = new UsageLog(database, log);
  opened.defer(() => usage.close());
  const retention = await keepModelCalls(database, log, config.ROOKERY_MODEL_CALL_DAYS);
  opened.defer(() => retention.stop());
  const days = config.ROOKERY_MODEL_CALL_DAYS;
  const endedBatches = new Retention(database, log, SWEEP_MS, [
    { name: 'batches', forget: forgetBatches(days) },
  ]);
  opened.defer(() => endedBatches.stop());
  const gateway = connect(config.ROOKERY_GATEWAY_ADDRESS, gatewayCredentials(config));
  opened.defer(() => Promise.resolve(gateway.close()));

  const served = new ServedModels(backends, pins, log);
  const capacity = config.ROOKERY_WORKER_CAPACITY;
  const placesSettings = {
    capacity,
    forInteractive: config.ROOKERY_WORKER_INTERACTIVE_PLACES ?? Math.ceil(capacity / 8),
    queue: config.ROOKERY_WORKER_QUEUE,
  };
  const places = new Places(placesSettings);
  opened.defer(watchPlaces(places, placesSettings));
  // The registration tells the address, and the address is known once the server listens.
  const registration = Promise.withResolvers<Registration>();
  const service = await startService({
    name: 'inference-worker',
    host: config.ROOKERY_HOST,
    port,
    log,
    secret: config.ROOKERY_PLATFORM_SECRET,
    services: [
      {
        definition: InferenceServiceDefinition,
        implementation: new InferenceService({
          served,
          places,
          usage,
          worker: id,
          gpus: config.ROOKERY_WORKER_GPUS,
        }),
      },
      { definition: UsageServiceDefinition, implementation: new UsageService(database) },
      {
        definition: HoldingServiceDefinition,
        implementation: holdingHandlers(
          new Holding({ database, places: [...INFERENCE_PLACES, ...BATCH_PLACES] }),
        ),
      },
    ],
    readiness: [
      databaseCheck(database),
      { name: 'models', check: () => served.check() },
      { name: 'gateway', check: async () => (await registration.promise).check() },
    ],
    graceMs: config.ROOKERY_DRAIN_MS,
    onClose: () => opened.disposeAsync(),
  });
  const address = config.ROOKERY_WORKER_ADDRESS ?? reachable(service.address);
  const registered = new Registration(
    gateway,
    {
      worker: { id, address, capacity },
      offer: async (signal) => {
        await served.refresh(signal);
        return {
          models: served.models(),
          silentServers: silentServers(id, served),
          refusedModels: served.refusals(),
        };
      },
      load: () => ({ inFlight: places.inFlight, callsPerSecond: places.callsPerSecond() }),
    },
    log,
  );
  registration.resolve(registered);
  return {
    address: service.address,
    close: async () => {
      await registered.close();
      // What waits for a batch waits for hours: it is not waited for.
      await Promise.all(batches.map((one) => one.close()));
      await service.close();
    },
  };
}

// A server that listens everywhere is reached by the host's name.
function reachable(address: string): string {
  return address.replace(/^(0\.0\.0\.0|\[::\])(?=:\d+$)/, hostname());
}
