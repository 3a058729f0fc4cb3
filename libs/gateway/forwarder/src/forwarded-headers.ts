import { RESOURCE_KEY } from '@rookery/shared-transport';
import { REQUEST_ID_HEADER } from './request-id.ts';
import type { RawHeaders } from './status-trailers.ts';

/** Where a call goes. */
export interface Target {
  /** Name for messages to the caller, e.g. `benchmark`. */
  readonly service: string;
  /** `host:port` of the upstream. */
  readonly address: string;
  /** It is within this process: no TLS, whatever other services speak. */
  readonly isOwn?: boolean;
  /** Calls of different lanes never share a connection to the upstream: the platform's own calls have one of their own. */
  readonly lane?: string;
  /** Who calls, in whatever words tell callers apart; what callers may hold at a time is counted by it. */
  readonly caller?: string;
  /** What the call is let through for: its calls can be ended together (see Forwarder.endCalls). */
  readonly credential?: string;
  /** Calls that the caller may have in flight, where it is allowed fewer than others. */
  readonly callsAtOnce?: number | undefined;
  /** The request is one message and no stream, as far as is known. */
  readonly oneMessage?: boolean;
  /** Time for a call whose caller allows none, in milliseconds. */
  readonly timeoutMs?: number;
  /** Path to ask for there, when it differs from the caller's. */
  readonly path?: string;
  /** Lower-case names of headers that end here, such as a key that only the gateway checks. */
  readonly withheld?: ReadonlySet<string>;
  /** Headers that the gateway adds, name and value by turns; the caller's own of these names belong into `withheld`. */
  readonly added?: readonly string[];
  /** Told once how the call ended: its status, and the resource that it was about as far as the service said so. */
  readonly told?: (status: number, resource: string) => void;
  /** Called once when the call has ended, however it did. */
  readonly ended?: () => void;
}

/**
 * The request headers for the upstream: the caller's, in their order and with their duplicates, except that path,
 * authority and request id are the gateway's.
 * @param timeoutMs told to the upstream, of a call that brings no time of its own; at most 8 digits
 */
export function requestHeaders(
  received: RawHeaders,
  target: Target,
  path: string,
  requestId: string,
  timeoutMs?: number,
): string[] {
  const sent: string[] = [
    ':method',
    'POST',
    ':scheme',
    'http',
    ':path',
    target.path ?? path,
    ':authority',
    target.address,
    REQUEST_ID_HEADER,
    requestId,
  ];
  const withheld = target.withheld;
  for (let index = 0; index + 1 < received.length; index += 2) {
    const name = received[index] as string;
    if (name.startsWith(':') || name === REQUEST_ID_HEADER || name === 'host' || withheld?.has(name))
      continue;
    sent.push(name, received[index + 1] as string);
  }
  if (target.added !== undefined) sent.push(...target.added);
  if (timeoutMs !== undefined) sent.push('grpc-timeout', `${Math.ceil(timeoutMs)}m`);
  return sent;
}

/** The response headers for the caller: the upstream's as they are, and the request id. */
export function responseHeaders(received: RawHeaders, requestId: string): string[] {
  const sent: string[] = [];
  for (let index = 0; index + 1 < received.length; index += 2) {
    const name = received[index] as string;
    if (name === REQUEST_ID_HEADER || name === RESOURCE_KEY) continue;
    sent.push(name, received[index + 1] as string);
  }
  sent.push(REQUEST_ID_HEADER, requestId);
  return sent;
}
