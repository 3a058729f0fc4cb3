import type { Usage } from '@rookery/shared-contracts';
import type { Reason } from './reason.ts';

/**
 * The one way to fail. Libraries throw a RookeryError; the edge of each service maps
 * its code to a gRPC status and its parts to google.rpc details.
 */

/** Named after the gRPC status each code becomes, because callers act on exactly these distinctions. */
export type ErrorCode =
  | 'CANCELLED'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS';

/** One wrong field of a request. */
export interface FieldViolation {
  /** Path in the message, in proto spelling: `filter.page_size`, `scenarios[3].query`. */
  readonly field: string;
  /** What is wrong and what is allowed. Never the text of a profile, a query or an answer. */
  readonly description: string;
}

export interface RookeryErrorOptions {
  /** What led here: logged, never sent to a caller. */
  readonly cause?: unknown;
  readonly violations?: readonly FieldViolation[];
  /** When trying again makes sense, in milliseconds; absent when it does not. */
  readonly retryAfterMs?: number;
  /** What programs tell errors of one status apart by. */
  readonly reason?: Reason;
  /** Facts a caller can act on (ids, limits); no personal text. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What the failed call took of models, as far as is known; it counts against limits like that of any other. */
  readonly usage?: Usage;
}

/** An error a caller can act on. Its message names the field, the value and the limit. */
export class RookeryError extends Error {
  readonly code: ErrorCode;
  readonly violations: readonly FieldViolation[];
  readonly retryAfterMs: number | undefined;
  readonly reason: Reason | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly usage: Usage | undefined;

  constructor(code: ErrorCode, message: string, options: RookeryErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RookeryError';
    this.code = code;
    this.violations = options.violations ?? [];
    this.retryAfterMs = options.retryAfterMs;
    this.reason = options.reason;
    this.metadata = options.metadata ?? {};
    this.usage = options.usage;
  }
}

/** The same error with what was taken in all until it happened. */
export function withUsage(error: RookeryError, usage: Usage): RookeryError {
  const { code, message, cause, violations, retryAfterMs, reason, metadata } = error;
  return new RookeryError(code, message, {
    cause,
    violations,
    metadata,
    usage,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reason === undefined ? {} : { reason }),
  });
}

export function isRookeryError(value: unknown): value is RookeryError {
  return value instanceof RookeryError;
}

/** INVALID_ARGUMENT for one field; the message is built from the violation so that logs show both. */
export function invalidArgument(field: string, description: string, reason?: Reason): RookeryError {
  return new RookeryError('INVALID_ARGUMENT', `${field}: ${description}`, {
    violations: [{ field, description }],
    ...(reason === undefined ? {} : { reason }),
  });
}
