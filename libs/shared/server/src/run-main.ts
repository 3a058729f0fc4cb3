import {
  ConfigError,
  createLog,
  errorRecord,
  readConfig,
  startTraces,
  unreadVariables,
  type Logger,
} from '@rookery/shared-runtime';
import type { z } from 'zod';
import { growSlowly } from './heap-growth.ts';
import { openCertificates } from '@rookery/shared-tls';
import { stopTracing } from '@rookery/shared-tracing';
import { startMetrics } from './start-metrics.ts';
import type { RunningService } from './start-service.ts';

/** EX_CONFIG of sysexits: the configuration is wrong, starting again will not help. */
const EXIT_CONFIG = 78;
/** The argument of a service that only brings its schemas up to date. */
const MIGRATE = 'migrate';

/**
 * The argument by which a service reads its variables and ends: 0 when they are right, 78 with a sentence for each when not. A parent is
 * told so with a CheckedMessage. Several services can do so in one process, which their modules are loaded into.
 */
export const CHECK_VARIABLES = '--check-variables';

/** What a child process tells its parent over IPC once it listens. */
export interface StartedMessage {
  readonly started: { readonly address: string };
}

/** What a child process tells its parent over IPC of a service's variables. */
export interface CheckedMessage {
  readonly checked: {
    readonly service: string;
    /** Sentences in lines; not there: they are right. */
    readonly complaint?: string | undefined;
  };
}

/** What a process does. */
export interface Work<Config> {
  readonly start: (config: Config) => Promise<RunningService>;
  /** What the word `migrate` as its argument has it do instead: bring the schemas up to date, and end. */
  readonly migrate: (config: Config) => Promise<void>;
}

/**
 * The whole of a service's main: reads its variables, starts it, stops it gracefully and exits with 0 on SIGTERM, SIGINT, or when the
 * parent that launched it over IPC is gone (so that no child outlives a killed parent). A second signal ends the process at
 * once. Wrong configuration exits with 78, a failed start and an unhandled rejection with 1. A parent is told the
 * address with a StartedMessage. Variables that look misspelt are named in the log. Its heap grows slowly (decision 67).
 */
export function runMain<Config>(
  name: string,
  config: z.ZodType<Config>,
  { start, migrate }: Work<Config>,
): void {
  if (process.argv.includes(CHECK_VARIABLES)) {
    checkVariables(name, config);
    return;
  }
  const log = createLog('main', 'info');
  if (process.argv[2] === MIGRATE) {
    Promise.try(() => migrate(readConfig(config))).then(() => process.exit(0), couldNot('migrate', log));
    return;
  }
  growSlowly();
  let stopping = false;
  let running: RunningService | undefined;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    if (running !== undefined) closeAndExit(running);
  };
  const closeAndExit = (service: RunningService): void => {
    service.close().then(
      () => void stopTracing().then(() => process.exit(0)),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop properly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.connected) process.on('disconnect', stop);
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      process.exit(1);
    });
  }
  for (const sentence of unreadVariables()) log.warn(sentence);
  // A configuration that is wrong throws before there is a promise.
  Promise.try(async () => {
    const given = readConfig(config);
    openCertificates(log);
    await startMetrics(log);
    const collector = await startTraces(name);
    if (collector !== undefined) log.info({ collector }, 'traces are sent');
    return start(given);
  }).then(
    (service) => {
      running = service;
      if (stopping) closeAndExit(service);
      else if (process.connected)
        process.send?.({ started: { address: service.address } } satisfies StartedMessage);
    },
    couldNot('start', log),
  );
}

/** Ends the process: what came of the first thing that it did. */
function couldNot(what: string, log: Logger): (error: unknown) => never {
  return (error) => {
    if (error instanceof ConfigError) refuse(error);
    const { name, message } = errorRecord(error);
    log.fatal({ err: error }, `could not ${what}`);
    process.stderr.write(`could not ${what}: ${name}: ${message}\n`);
    process.exit(1);
  };
}

function refuse(error: ConfigError): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CONFIG);
}

function checkVariables(service: string, config: z.ZodType): void {
  const complaint = complaintOf(config);
  process.send?.({ checked: { service, complaint } } satisfies CheckedMessage);
  if (complaint === undefined) return;
  process.stderr.write(`${complaint}\n`);
  process.exitCode = EXIT_CONFIG;
}

function complaintOf(config: z.ZodType): string | undefined {
  try {
    readConfig(config);
    openCertificates();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
