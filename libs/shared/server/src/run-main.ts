import { ConfigError, createLog, errorRecord, unreadVariables } from '@rookery/shared-runtime';
import type { RunningService } from './start-service.ts';

/** EX_CONFIG of sysexits: the configuration is wrong, starting again will not help. */
const EXIT_CONFIG = 78;

/** What a child process tells its parent over IPC once it listens. */
export interface StartedMessage {
  readonly started: { readonly address: string };
}

/**
 * The whole of a service's main: starts it, stops it gracefully and exits with 0 on SIGTERM, SIGINT, or when the
 * parent that launched it over IPC is gone (so that no child outlives a killed parent). A second signal ends the process at
 * once. Wrong configuration exits with 78, a failed start and an unhandled rejection with 1. A parent is told the
 * address with a StartedMessage. Variables that look misspelt are named in the log.
 */
export function runMain(start: () => Promise<RunningService>): void {
  const log = createLog('main', 'info');
  let stopping = false;
  let running: RunningService | undefined;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    if (running !== undefined) closeAndExit(running);
  };
  const closeAndExit = (service: RunningService): void => {
    service.close().then(
      () => process.exit(0),
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
  Promise.try(start).then(
    (service) => {
      running = service;
      if (stopping) closeAndExit(service);
      else if (process.connected)
        process.send?.({ started: { address: service.address } } satisfies StartedMessage);
    },
    (error: unknown) => {
      if (error instanceof ConfigError) {
        process.stderr.write(`${error.message}\n`);
        process.exit(EXIT_CONFIG);
      }
      const { name, message } = errorRecord(error);
      log.fatal({ err: error }, 'could not start');
      process.stderr.write(`could not start: ${name}: ${message}\n`);
      process.exit(1);
    },
  );
}
