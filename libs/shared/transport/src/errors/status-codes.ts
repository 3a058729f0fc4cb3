import { Status } from 'nice-grpc';
import type { ErrorCode } from '@rookery/shared-errors';

const STATUS: Readonly<Record<ErrorCode, Status>> = {
  CANCELLED: Status.CANCELLED,
  INVALID_ARGUMENT: Status.INVALID_ARGUMENT,
  DEADLINE_EXCEEDED: Status.DEADLINE_EXCEEDED,
  NOT_FOUND: Status.NOT_FOUND,
  ALREADY_EXISTS: Status.ALREADY_EXISTS,
  PERMISSION_DENIED: Status.PERMISSION_DENIED,
  UNAUTHENTICATED: Status.UNAUTHENTICATED,
  RESOURCE_EXHAUSTED: Status.RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION: Status.FAILED_PRECONDITION,
  ABORTED: Status.ABORTED,
  UNIMPLEMENTED: Status.UNIMPLEMENTED,
  INTERNAL: Status.INTERNAL,
  UNAVAILABLE: Status.UNAVAILABLE,
  DATA_LOSS: Status.DATA_LOSS,
};

const CODE = new Map<Status, ErrorCode>([
  ...Object.entries(STATUS).map(([code, status]) => [status, code as ErrorCode] as const),
  // The two that our own services never send.
  [Status.OUT_OF_RANGE, 'INVALID_ARGUMENT'],
  [Status.UNKNOWN, 'INTERNAL'],
]);

/** The gRPC status number (1..16) of an error code. */
export function statusOf(code: ErrorCode): Status {
  return STATUS[code];
}

/** The error code of a gRPC status; what is not known becomes INTERNAL. */
export function codeOf(status: Status): ErrorCode {
  return CODE.get(status) ?? 'INTERNAL';
}
