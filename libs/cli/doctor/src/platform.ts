import {
  InferenceServiceDefinition,
  ProcessServiceDefinition,
  type ListModelsResponse,
  type ProcessReading,
  type ReadProcessesResponse,
} from '@rookery/shared-contracts';
import { asRookeryError, type RookeryError } from '@rookery/shared-errors';
import { VERSION } from '@rookery/shared-runtime';
import { client, connect, reachableCheck, servingCheck, type Credentials } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';
import { broken, ok, off, unknown, warning, type Finding } from './finding.ts';
import { clockFinding } from './state.ts';

const ANSWER_MS = 5_000;

export interface PlatformOptions {
  /** host:port of the gateway; undefined: nothing says that one runs. */
  readonly address: string | undefined;
  /** Process of one that ran here and was killed. */
  readonly killed: number | undefined;
  /** By which the platform is asked; empty: by none. */
  readonly credentials: Credentials;
  /** Where to look for the log of a service that is silent; undefined: it is not on this machine. */
  readonly logOf: ((service: string) => string) | undefined;
}

/** The gateway and everything that is seen through it. */
export async function checkPlatform({
  address,
  killed,
  credentials,
  logOf,
}: PlatformOptions): Promise<Finding[]> {
  if (address === undefined) {
    const last = killed === undefined ? '' : `; the last one, process ${killed}, ended without being stopped`;
    return [off('gateway', `no platform runs on this data folder${last}`, 'start one with `rookery up`')];
  }
  const channel = connect(address, credentials);
  try {
    const unreachable = await failureOf(() => reachableCheck(channel).check(AbortSignal.timeout(ANSWER_MS)));
    if (unreachable !== undefined) {
      return [
        broken(
          'gateway',
          `nothing that speaks gRPC answers at ${address}: ${unreachable.message}`,
          'start it (`rookery up`), or correct ROOKERY_ADDRESS',
        ),
      ];
    }
    return [ok('gateway', `answers at ${address}`), ...(await behind(channel, logOf))];
  } finally {
    channel.close();
  }
}

async function behind(channel: Channel, logOf: PlatformOptions['logOf']): Promise<Finding[]> {
  const models = await asked(() =>
    client(InferenceServiceDefinition, channel).listModels({}, { timeoutMs: ANSWER_MS }),
  );
  if ('error' in models && models.error.code === 'UNAUTHENTICATED') {
    return [
      broken(
        'keys',
        `the gateway refuses: ${models.error.message}`,
        'set ROOKERY_API_KEY to a key that it has (docs/keys.md)',
      ),
      unknown('services', 'cannot be looked at without a key'),
    ];
  }
  const began = Date.now();
  const readings = await asked(() =>
    client(ProcessServiceDefinition, channel).readProcesses({}, { timeoutMs: ANSWER_MS }),
  );
  const tookMs = Date.now() - began;
  return [
    keyFinding(readings),
    ...('answer' in readings
      ? processFindings(readings.answer, began + tookMs / 2, tookMs / 2, logOf)
      : [await readyFinding(channel)]),
    ...modelFindings(models),
  ];
}

function keyFinding(readings: Asked<ReadProcessesResponse>): Finding {
  if ('answer' in readings) return ok('keys', 'the gateway takes the key for an operator, or needs none');
  if (readings.error.code !== 'PERMISSION_DENIED') {
    return warning(
      'keys',
      `processes cannot be read: ${readings.error.message}`,
      'see the log of the gateway',
    );
  }
  return warning(
    'keys',
    "the key is an application's: single processes cannot be looked at",
    'run this with an operator key in ROOKERY_API_KEY to see them',
  );
}

function processFindings(
  { processes, silent }: ReadProcessesResponse,
  readAt: number,
  errorMs: number,
  logOf: PlatformOptions['logOf'],
): Finding[] {
  const lookInto = (name: string): string =>
    logOf === undefined ? 'look into its log' : `look into ${logOf(name)}`;
  const services = processes.map(({ name, waitingFor }) =>
    waitingFor.length === 0
      ? ok(name, 'runs and serves')
      : broken(
          name,
          `runs and does not serve; it waits for ${firstOf(waitingFor)}`,
          `mend what it waits for; ${lookInto(name)}`,
        ),
  );
  const away = silent.map((name) =>
    broken(
      name,
      'gives no answer: it does not run, hangs, or cannot be reached from the gateway',
      `start it; ${lookInto(name)}`,
    ),
  );
  return [...services, ...away, versionFinding(processes), ...clockFindings(processes, readAt, errorMs)];
}

/** The gateway waits for each service of a process that is away. */
function firstOf(reasons: readonly string[]): string {
  const [first = '', second] = reasons;
  if (second === undefined) return first;
  return reasons.length === 2 ? `${first}; ${second}` : `${first}, and for ${reasons.length - 1} more`;
}

function versionFinding(processes: readonly ProcessReading[]): Finding {
  const others = processes.filter(({ version }) => version !== VERSION);
  if (others.length === 0) return ok('versions', `every process is ${VERSION}, as is this command`);
  const named = others.map(({ name, version }) => `${name} ${version === '' ? 'is older' : `is ${version}`}`);
  return warning(
    'versions',
    `this command is ${VERSION}, and ${named.join(', ')}`,
    'start all of one version; during an upgrade they differ for a while',
  );
}

function clockFindings(processes: readonly ProcessReading[], readAt: number, errorMs: number): Finding[] {
  const findings = processes.flatMap(({ name, clock }) =>
    clock === undefined ? [] : [clockFinding(name, clock.getTime() - readAt, errorMs)],
  );
  const apart = findings.filter(({ state }) => state !== 'ok');
  if (apart.length > 0) return apart;
  return findings.length === 0 ? [] : [ok('clocks', 'those of all processes agree with this machine')];
}

/** Without an operator key health alone tells how the platform is. */
async function readyFinding(channel: Channel): Promise<Finding> {
  const failure = await failureOf(() => servingCheck(channel, '').check(AbortSignal.timeout(ANSWER_MS)));
  return failure === undefined
    ? ok('services', 'the gateway says that all of them serve')
    : broken(
        'services',
        'the gateway says that not all of them serve',
        'run this with an operator key to see which',
      );
}

function modelFindings(models: Asked<ListModelsResponse>): Finding[] {
  if ('error' in models) {
    return [broken('models', `cannot be listed: ${models.error.message}`, 'see the log of the gateway')];
  }
  const { models: listed, silentServers } = models.answer;
  const silent = silentServers.map(({ worker, reason }) =>
    broken(
      'models',
      `worker ${worker} cannot ask a model server: ${reason}`,
      'start that server, or correct OPENAI_BASE_URL and its key',
    ),
  );
  if (listed.length > 0) {
    const simulated = listed.filter(({ simulated: is }) => is).length;
    const kinds = `${listed.length - simulated} real and ${simulated} simulated`;
    return [...silent, ok('models', `${kinds} can be asked`)];
  }
  if (silent.length > 0) return silent;
  return [
    broken(
      'models',
      'there are none: no inference worker is registered, or it has no model',
      'start an inference worker (`rookery serve inference-worker`) and look into its log',
    ),
  ];
}

type Asked<Answer> = { readonly answer: Answer } | { readonly error: RookeryError };

async function asked<Answer>(call: () => Promise<Answer>): Promise<Asked<Answer>> {
  try {
    return { answer: await call() };
  } catch (caught) {
    return { error: asRookeryError(caught) };
  }
}

async function failureOf(check: () => Promise<void>): Promise<RookeryError | undefined> {
  const result = await asked(check);
  return 'error' in result ? result.error : undefined;
}
