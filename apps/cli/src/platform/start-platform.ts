import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { RookeryError } from '@rookery/shared-errors';
import {
  commonConfig,
  ConfigError,
  freePort,
  gatewayKeysConfig,
  isFree,
  readConfig,
} from '@rookery/shared-runtime';
import { innerCertificates, ownCertificates } from '@rookery/shared-tls';
import { z } from 'zod';
import { EXIT } from '../terminal/exit-code.ts';
import { withoutOthersSecrets } from './secrets.ts';
import { SERVICE_NAMES, type ServiceName } from './service-names.ts';
import { ServiceProcess } from './service-process.ts';
import { chatServing, platformServing } from './serving.ts';
import { saySilentServers } from './silent-servers.ts';

const SECRET = commonConfig.pick({ ROOKERY_PLATFORM_SECRET: true });

const HOST = '127.0.0.1';
const STOP_GRACE_MS = 30_000;
const CONTENT_KEYS = z.object({ ROOKERY_CONTENT_KEYS: z.string().optional() });
const metricsConfig = commonConfig.pick({ ROOKERY_METRICS_PORT: true });
/** A service that dies is started again after this, doubled with each death up to the longest. */
const FIRST_RESTART_MS = 250;
const LONGEST_RESTART_MS = 10_000;
/** A service that never came up is not restarted for ever: its configuration is wrong. */
const DEATHS_BEFORE_READY = 3;

export interface PlatformOptions {
  readonly dataFolder: string;
  /** Port of the gateway; 0 takes a free one. */
  readonly gatewayPort: number;
  /** Port of the chat service; 0 takes a free one, undefined: it is not started. */
  readonly chatPort?: number | undefined;
  /** Told about services that die and come back. */
  readonly onNotice: (notice: string) => void;
  /** Gives up the start. */
  readonly signal: AbortSignal;
}

/** All services on this machine, each a process on a socket of its own. */
export interface Platform {
  /** Gateway, `host:port`. */
  readonly address: string;
  readonly services: readonly {
    readonly name: ServiceName;
    readonly address: string;
    readonly logFile: string;
  }[];
  /** Of its processes, by which they know each other. */
  readonly secret: string;
  /** Stops all services in order; calls in flight end. */
  close(): Promise<void>;
}

/**
 * Starts every service and waits until the gateway says that all of them serve. Rejects with UNAVAILABLE, naming the
 * service and its log, when one cannot start, and with ConfigError as soon as one refuses a variable; then nothing is left
 * running.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { chatPort } = options;
  readConfig(gatewayKeysConfig);
  // Refused here, and not six times by the services.
  innerCertificates();
  // Made anew for each platform, unless processes elsewhere are to be part of it.
  const secret = readConfig(SECRET).ROOKERY_PLATFORM_SECRET ?? randomBytes(32).toString('base64url');
  const names = SERVICE_NAMES.filter((name) => name !== 'chat' || chatPort !== undefined);
  const ports = await choosePorts(options.gatewayPort, chatPort ?? 0);
  const logFolder = join(options.dataFolder, 'logs');
  const variables = variablesFor({
    ports,
    innerChat: chatPort === undefined ? undefined : await freePort(HOST),
    dataFolder: options.dataFolder,
    secret,
    firstMetricsPort: readConfig(metricsConfig).ROOKERY_METRICS_PORT,
    contentKeys: readConfig(CONTENT_KEYS).ROOKERY_CONTENT_KEYS ?? join(options.dataFolder, 'content-keys'),
  });
  const supervised = names.map((name) => new Supervised(name, variables(name), logFolder, options.onNotice));
  const close = async (): Promise<void> => {
    // Those that call others stop first.
    for (const service of supervised.toReversed()) await service.stop();
  };
  const address = `${ownCertificates()?.isOwn === true ? 'https://' : ''}${HOST}:${ports.gateway}`;
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  try {
    void saySilentServers(address, { secret }, options.onNotice, signal);
    await Promise.race([
      serving(address, chatPort === undefined ? undefined : `${HOST}:${ports.chat}`, signal),
      ...supervised.map((service) => service.gaveUp),
    ]);
  } catch (error) {
    // Nobody waits any more for what will not come, and no call is in flight that order would matter to.
    over.abort();
    await Promise.all(supervised.map((service) => service.stop()));
    throw error;
  }
  over.abort();
  for (const service of supervised) service.cameUp();
  return {
    address,
    secret,
    services: names.map((name) => ({
      name,
      address: `${HOST}:${ports[name]}`,
      logFile: join(logFolder, `${name}.log`),
    })),
    close,
  };
}

async function serving(gateway: string, chat: string | undefined, signal: AbortSignal): Promise<void> {
  await platformServing(gateway, signal);
  if (chat !== undefined) await chatServing(chat, signal);
}

/** Keeps one service running until it is stopped. */
class Supervised {
  readonly gaveUp: Promise<never>;
  #giveUp: (error: Error) => void = () => undefined;
  #current: ServiceProcess;
  #stopping = false;
  #ready = false;
  #deaths = 0;
  #restart: NodeJS.Timeout | undefined;
  readonly #start: () => ServiceProcess;
  readonly #onNotice: (notice: string) => void;

  constructor(
    name: ServiceName,
    variables: Readonly<Record<string, string>>,
    logFolder: string,
    onNotice: (notice: string) => void,
  ) {
    this.#onNotice = onNotice;
    this.#start = () => new ServiceProcess({ name, variables, logFolder });
    this.gaveUp = new Promise((_, reject) => (this.#giveUp = reject));
    // Raced only while the platform starts.
    this.gaveUp.catch(() => undefined);
    this.#current = this.#begin();
  }

  cameUp(): void {
    this.#ready = true;
    this.#deaths = 0;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    await this.#current.stop(STOP_GRACE_MS);
  }

  #begin(): ServiceProcess {
    const service = this.#start();
    void service.exited.then(() => this.#died(service));
    return service;
  }

  #died(service: ServiceProcess): void {
    if (this.#stopping) return;
    this.#deaths += 1;
    const words = service.log.plainWords();
    // To start again does not mend a wrong variable.
    if (!this.#ready && service.exit === EXIT.configuration) {
      this.#giveUp(new ConfigError(words === '' ? `the configuration of ${service.name} is wrong` : words));
      return;
    }
    const death = `${service.name} ended (${service.exit ?? 'unknown'}), its log is ${service.log.file}`;
    if (!this.#ready && this.#deaths >= DEATHS_BEFORE_READY) {
      const said = words === '' ? '' : `\n${words}`;
      this.#giveUp(new RookeryError('UNAVAILABLE', `the platform cannot start: ${death}${said}`));
      return;
    }
    const wait = Math.min(FIRST_RESTART_MS * 2 ** (this.#deaths - 1), LONGEST_RESTART_MS);
    this.#onNotice(`${death}; starting it again`);
    this.#restart = setTimeout(() => (this.#current = this.#begin()), wait);
  }
}

async function choosePorts(gatewayPort: number, chatPort: number): Promise<Record<ServiceName, number>> {
  return {
    gateway: await wantedPort(gatewayPort, '--port'),
    chat: await wantedPort(chatPort, '--chat-port'),
    'inference-worker': await freePort(HOST),
    judge: await freePort(HOST),
    planner: await freePort(HOST),
    benchmark: await freePort(HOST),
  };
}

async function wantedPort(port: number, option: string): Promise<number> {
  if (port === 0) return freePort(HOST);
  if (await isFree(HOST, port)) return port;
  throw new RookeryError(
    'ALREADY_EXISTS',
    `port ${port} on ${HOST} is taken; choose another with ${option}, or 0 for any free one`,
  );
}

interface Places {
  readonly ports: Readonly<Record<ServiceName, number>>;
  /** Where the chat service tells how it is; undefined: it is not started. */
  readonly innerChat: number | undefined;
  readonly dataFolder: string;
  /** By which the services know each other. */
  readonly secret: string;
  /** The services' metrics are on ports from this one on; 0: each on a free one; undefined: nowhere. */
  readonly firstMetricsPort: number | undefined;
  /** Folder of the keys above those of contents. */
  readonly contentKeys: string;
}

/** The variables that make the services find each other. */
function variablesFor(places: Places): (name: ServiceName) => Record<string, string> {
  const { ports, innerChat, dataFolder, secret, firstMetricsPort, contentKeys } = places;
  const at = (name: ServiceName): string => `${HOST}:${ports[name]}`;
  const metricsPort = (name: ServiceName): string => {
    if (firstMetricsPort === undefined) return '';
    return String(firstMetricsPort === 0 ? 0 : firstMetricsPort + SERVICE_NAMES.indexOf(name));
  };
  return (name) => ({
    ROOKERY_DATA: resolve(dataFolder),
    ROOKERY_HOST: HOST,
    ROOKERY_PORT: String(ports[name]),
    ROOKERY_GATEWAY_ADDRESS: at('gateway'),
    ROOKERY_JUDGE_ADDRESS: at('judge'),
    ROOKERY_PLANNER_ADDRESS: at('planner'),
    ROOKERY_BENCHMARK_ADDRESS: at('benchmark'),
    ROOKERY_CHAT_ADDRESS: innerChat === undefined ? '' : `${HOST}:${innerChat}`,
    ...(innerChat !== undefined && { ROOKERY_CHAT_INNER_PORT: String(innerChat) }),
    // One process, one port.
    ROOKERY_METRICS_PORT: metricsPort(name),
    ROOKERY_PLATFORM_SECRET: secret,
    ROOKERY_CONTENT_KEYS: resolve(contentKeys),
    ...withoutOthersSecrets(name),
  });
}
