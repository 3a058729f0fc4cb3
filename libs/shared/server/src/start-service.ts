import { serviceReady, WHOLE_PROCESS } from '@rookery/shared-metrics';
import { createServer, type ServiceImplementation } from 'nice-grpc';
import {
  HealthDefinition,
  SERVING,
  type ContractService,
  type ReadinessCheck,
} from '@rookery/shared-transport';
import { ProcessMeter } from '@rookery/shared-process-load';
import { ConfigError, isLoopback, type Logger } from '@rookery/shared-runtime';
import { innerCertificates, mutualServerCredentials, type Certificates } from '@rookery/shared-tls';
import { callGate } from './call-gate.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { edge } from './edge.ts';
import { Health, type HealthState } from './health.ts';
import { serverLimits } from './limits.ts';
import { decodingAll } from './undecodable.ts';
import { processHandlers, ProcessServiceDefinition, type ReadProcesses } from './processes.ts';
import { watchReadiness } from './readiness.ts';
import { reflection, ReflectionDefinition } from './reflection.ts';
import { allowResets } from './reset-allowance.ts';

/** One service of the process. */
export interface ServedService<Definition extends ContractService> {
  readonly definition: Definition;
  readonly implementation: ServiceImplementation<Definition>;
  /**
   * Methods with a request stream whose handler calls `checkMessage` on each message itself, so that a wrong message
   * harms only itself. Every other method gets its requests checked.
   */
  readonly checksItsStream?: readonly (keyof Definition['methods'] & string)[];
}

export interface ServiceOptions<Definitions extends readonly ContractService[]> {
  /** Name in the log. */
  readonly name: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  /** What its port is secured with: certificates at both ends, or nothing. Not set: as this process has it. */
  readonly certificates?: Certificates | 'none' | undefined;
  /** The platform's secret: calls without it get UNAUTHENTICATED, health aside. Not set: whoever reaches the port is answered. */
  readonly secret?: string | undefined;
  readonly services: { readonly [Index in keyof Definitions]: ServedService<Definitions[Index]> };
  /** What must be there before health says SERVING. */
  readonly readiness?: readonly ReadinessCheck[];
  /** Services of other processes that health and reflection speak of too (the gateway's case). */
  readonly speaksFor?: readonly string[];
  /** Who else ProcessService answers for (the gateway's case); not set: this process alone. */
  readonly readProcesses?: ReadProcesses;
  /** How long calls in flight may take to end when the service stops, in milliseconds; 20,000 when not set. */
  readonly graceMs?: number;
  /** Called once when no call is left, to close what the handlers used. */
  readonly onClose?: () => Promise<void>;
}

export interface RunningService {
  /** host:port it listens on. */
  readonly address: string;
  /** Stops it: no new calls, those in flight end (or are aborted after the grace period), then `onClose`. Idempotent. */
  close(): Promise<void>;
}

/** A service of gRPC that runs. */
export interface RunningGrpcService extends RunningService {
  /** Kept up to date by the checks of readiness. */
  readonly health: HealthState;
}

const NEEDS_SECRET =
  'ROOKERY_HOST: a service that listens elsewhere than on loopback needs ROOKERY_PLATFORM_SECRET, the same for all processes of the platform';

const GRACE_MS = 20_000;
/** What handlers get to unwind after their signal aborted, before their connections are cut. */
const ABORT_MS = 2_000;

/** Starts a gRPC server with health, reflection, ProcessService and the edge around the given services, and begins to listen. */
export async function startService<const Definitions extends readonly ContractService[]>(
  options: ServiceOptions<Definitions>,
): Promise<RunningGrpcService> {
  const { name, host, log, secret, readiness = [], speaksFor = [] } = options;
  const certificates = options.certificates ?? innerCertificates();
  if (secret === undefined && !isLoopback(host)) throw new ConfigError(NEEDS_SECRET);
  const served: readonly ServedService<ContractService>[] = options.services;
  const names = [...served.map(({ definition }) => definition.fullName), ...speaksFor];
  allowResets();
  const open = new Set([HealthDefinition.fullName]);
  const health = new Health(names);
  const calls = new CallsInFlight();
  const server = createServer({ ...serverLimits, interceptors: [callGate({ secret, open })] }).use(
    edge({
      log,
      calls,
      always: open,
      checkedByHandler: new Set(served.flatMap(pathsCheckedByHandler)),
    }),
  );
  for (const { definition, implementation } of served) server.add(decodingAll(definition), implementation);
  server.add(decodingAll(HealthDefinition), health.implementation);
  const meter = new ProcessMeter();
  server.add(
    decodingAll(ProcessServiceDefinition),
    processHandlers(name, meter, health, options.readProcesses),
  );
  const ours = [HealthDefinition.fullName, ProcessServiceDefinition.fullName];
  server.add(ReflectionDefinition, reflection([...names, ...ours]));

  const port = await server.listen(
    `${bracketed(host)}:${options.port}`,
    certificates === undefined || certificates === 'none' ? undefined : mutualServerCredentials(certificates),
  );
  const address = `${bracketed(host)}:${port}`;
  const unseen = serviceReady.from(() =>
    ['', ...names].map((service) => ({
      labels: { grpc_service: service === '' ? WHOLE_PROCESS : service },
      value: health.statusOf(service) === SERVING ? 1 : 0,
    })),
  );
  const stop = new AbortController();
  const watching = watchReadiness(readiness, names, health, log, stop.signal);
  log.info({ address, services: names }, `${name} listens`);

  const close = async (): Promise<void> => {
    log.info(`${name} stops`);
    health.stop();
    stop.abort();
    const closed = server.shutdown();
    await calls.drain(options.graceMs ?? GRACE_MS);
    calls.abortAll();
    await calls.drain(ABORT_MS);
    await settledWithin(closed, ABORT_MS);
    server.forceShutdown();
    meter.close();
    unseen();
    await watching;
    await options.onClose?.();
    log.info(`${name} stopped`);
  };
  let closing: Promise<void> | undefined;
  return { address, health, close: () => (closing ??= close()) };
}

function pathsCheckedByHandler({
  definition,
  checksItsStream = [],
}: ServedService<ContractService>): string[] {
  return checksItsStream.map((method) => `/${definition.fullName}/${definition.methods[method]?.name ?? ''}`);
}

// An IPv6 address needs brackets before a port.
function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
