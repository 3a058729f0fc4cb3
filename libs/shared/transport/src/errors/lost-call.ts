import type { CallReason } from '@rookery/shared-errors';
import type { ClientError } from 'nice-grpc';

/** What grpc-js says for itself when a call ends without a status of the service: how it was lost. */
const LOSSES: readonly (readonly [says: RegExp, reason: CallReason])[] = [
  [
    /Call ended without gRPC status|^Connection dropped|^Call cancelled$|ECONNRESET|ETIMEDOUT/,
    'CONNECTION_LOST',
  ],
  [/^Stream refused by server/, 'CALL_REFUSED'],
  // A proxy that has lost the service behind it resets the stream, or answers in HTTP.
  [
    /^Received RST_STREAM with code|^Bandwidth exhausted or memory limit exceeded|^Received HTTP status code (408|499|5\d\d)/,
    'CALL_BROKEN_OFF',
  ],
];

/**
 * How a call was lost on its way, and not failed by the service, which sends a status of its own; undefined when it was not.
 * What was lost is UNAVAILABLE, whatever code it came with.
 */
export function lossOf({ details }: ClientError): CallReason | undefined {
  return LOSSES.find(([says]) => says.test(details))?.[1];
}
