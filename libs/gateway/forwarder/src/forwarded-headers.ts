import { REQUEST_ID_HEADER } from './request-id.ts';
import type { RawHeaders } from './status-trailers.ts';

/** Where a call goes. */
export interface Target {
  /** Name for messages to the caller, e.g. `benchmark`. */
  readonly service: string;
  /** `host:port` of the upstream. */
  readonly address: string;
  /** Path to ask for there, when it differs from the caller's. */
  readonly path?: string;
  /** Lower-case names of headers that end here, such as a key that only the gateway checks. */
  readonly withheld?: ReadonlySet<string>;
  /** Headers that the gateway adds, name and value by turns; the caller's own of these names belong into `withheld`. */
  readonly added?: readonly string[];
  /** Called once when the call has ended, however it did. */
  readonly ended?: () => void;
}

/**
 * The request headers for the upstream: the caller's, in their order and with their duplicates, except that path,
 * authority and request id are the gateway's.
 */
export function requestHeaders(
  received: RawHeaders,
  target: Target,
  path: string,
  requestId: string,
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
  return sent;
}

/** The response headers for the caller: the upstream's as they are, and the request id. */
export function responseHeaders(received: RawHeaders, requestId: string): string[] {
  const sent: string[] = [];
  for (let index = 0; index + 1 < received.length; index += 2) {
    const name = received[index] as string;
    if (name === REQUEST_ID_HEADER) continue;
    sent.push(name, received[index + 1] as string);
  }
  sent.push(REQUEST_ID_HEADER, requestId);
  return sent;
}
