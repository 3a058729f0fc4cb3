import { randomUUID } from 'node:crypto';

/** The header that carries the request id through every hop and back to the caller. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Long enough for any tracing scheme, short enough for every log line. */
const ACCEPTABLE = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** The caller's own id when it can stand in a log line as it is, else a new one. */
export function requestIdFor(sent: string | undefined): string {
  return sent !== undefined && ACCEPTABLE.test(sent) ? sent : randomUUID();
}
