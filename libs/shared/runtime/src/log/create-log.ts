import {
  pino,
  type DestinationStream,
  type LogFn,
  type Logger as PinoLogger,
  type LevelWithSilent,
} from 'pino';
import { traceId } from '@rookery/shared-tracing';
import { currentCall } from '../call/call-context.ts';
import { personalFieldNames } from '../contract/redaction.ts';
import { errorRecord, isError } from './error-record.ts';
import { LogLines } from './log-lines.ts';

/** A structured log (pino). */
export type Logger = PinoLogger;
export type LogLevel = LevelWithSilent;

/** One for all logs of a process, which would else cut into each other's lines. */
const STDOUT = new LogLines();

/**
 * The log of a service: one JSON object a line on stdout, with the request id of the call being served. Errors go
 * under `err`. Fields that the contracts mark as personal are replaced wherever they turn up near the top of a record;
 * that is the second net, the first is not to log texts.
 */
export function createLog(name: string, level: LogLevel, destination: DestinationStream = STDOUT): Logger {
  const options = {
    name,
    level,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const call = currentCall();
      const trace = traceId();
      return {
        ...(call !== undefined && { request_id: call.requestId }),
        ...(trace !== undefined && { trace_id: trace }),
      };
    },
    serializers: { err: errorRecord },
    hooks: { logMethod: withSafeMessage },
    redact: {
      paths: personalFieldNames().flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[personal]',
    },
  };
  return pino(options, destination);
}

// Without a message of the caller's, pino repeats the error's own, which may quote what the error is about.
function withSafeMessage(
  this: PinoLogger,
  args: Parameters<LogFn>,
  log: (this: PinoLogger, ...args: Parameters<LogFn>) => void,
): void {
  const [first, message, ...rest]: unknown[] = args;
  const record = isError(first) ? { err: first } : first;
  const error = typeof record === 'object' && record !== null && 'err' in record ? record.err : undefined;
  if (error === undefined) log.apply(this, args);
  else
    log.call(
      this,
      record as object,
      typeof message === 'string' ? message : errorRecord(error).message,
      ...rest,
    );
}
