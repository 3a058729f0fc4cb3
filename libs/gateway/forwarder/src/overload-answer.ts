import { DETAILS_KEY, decodeError, statusOf } from '@rookery/shared-transport';
import { valueIn, type RawHeaders } from './status-trailers.ts';

const RESOURCE_EXHAUSTED = String(statusOf('RESOURCE_EXHAUSTED'));
/** How long a caller waits that was told no time, in milliseconds. */
const UNTOLD_MS = 1000;

/** After which time to try again, in milliseconds, if a service's trailers say that it is overloaded; undefined: they do not. */
export function overloadIn(trailers: RawHeaders): number | undefined {
  if (valueIn(trailers, 'grpc-status') !== RESOURCE_EXHAUSTED) return undefined;
  const details = valueIn(trailers, DETAILS_KEY);
  if (details === undefined) return undefined;
  const { reason, retryAfterMs = UNTOLD_MS } = decodeError(
    Number(RESOURCE_EXHAUSTED),
    '',
    Buffer.from(details, 'base64'),
    undefined,
  );
  return reason === 'OVERLOADED' ? retryAfterMs : undefined;
}
