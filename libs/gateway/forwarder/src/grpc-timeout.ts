import { invalidArgument } from '@rookery/shared-errors';

const MILLISECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/**
 * The time a caller allows, in milliseconds, from the header `grpc-timeout` (at most eight digits and a unit, as the
 * gRPC protocol over HTTP/2 says). INVALID_ARGUMENT for any other spelling: a deadline that is not understood must
 * not become no deadline.
 */
export function readGrpcTimeout(value: string): number {
  const match = /^(\d{1,8})([HMSmun])$/.exec(value);
  const factor = MILLISECONDS_PER_UNIT[match?.[2] ?? ''];
  if (match === null || factor === undefined) {
    throw invalidArgument('grpc-timeout', `has to be at most 8 digits and one of H M S m u n, e.g. 500m`);
  }
  return Number(match[1]) * factor;
}
