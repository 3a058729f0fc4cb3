import { types } from 'node:util';
import { isRookeryError } from '@rookery/shared-errors';

/** What of an error goes to the log. */
interface ErrorRecord {
  readonly name: string;
  readonly code?: string;
  readonly reason?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
}

const LONGEST_MESSAGE = 500;
const DEEPEST_CAUSE = 4;

/**
 * An error as a log record. Only name, code, reason, message, stack and causes: other properties of foreign errors (a
 * database's `detail`, an HTTP client's request) quote rows and requests. Foreign messages lose their quotations
 * unless they look like an identifier, because parsers quote what they were given.
 */
export function errorRecord(error: unknown, depth = 0): ErrorRecord {
  if (!isError(error)) return { name: typeof error, message: 'something that is no Error was thrown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const stack = framesOf(error);
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(isRookeryError(error) && error.reason !== undefined ? { reason: error.reason } : {}),
    message: isRookeryError(error) ? error.message : withoutQuotations(error),
    ...(stack === undefined ? {} : { stack }),
    ...(error.cause === undefined || depth >= DEEPEST_CAUSE
      ? {}
      : { cause: errorRecord(error.cause, depth + 1) }),
  };
}

// A stack begins with the message, quotations included; the frames say enough.
function framesOf(error: Error): string | undefined {
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return frames === undefined || frames.length === 0 ? undefined : frames.join('\n');
}

function withoutQuotations(error: Error): string {
  const keep = error instanceof SyntaxError ? /^$/ : /^[\w.:@-]{1,64}$/;
  return error.message
    .slice(0, LONGEST_MESSAGE)
    .replace(/"([^"]*)"|'([^']*)'|`([^`]*)`/g, (quotation: string) =>
      keep.test(quotation.slice(1, -1)) ? quotation : `${quotation[0]}…${quotation.at(-1)}`,
    );
}

/** Whether it is an Error of whatever realm (workers and sandboxes have their own Error class). */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
