import type { IncomingMessage } from 'node:http';
import { RookeryError } from '@rookery/shared-errors';
import { isLoopback } from '@rookery/shared-runtime';
import { apiKeyOf } from './caller.ts';

/**
 * Where a request brings no key, all that stands between the service and a web page is where it listens, and a browser on this machine
 * reaches that too. So it has to be meant for this machine by name (a page whose own name was made to lead here, DNS rebinding, is not), and
 * to come from no page that may not call.
 * @param origins of web pages that may call
 * @throws RookeryError PERMISSION_DENIED
 */
export function refuseForeign(request: IncomingMessage, origins: readonly string[]): void {
  if (apiKeyOf(request) !== '') return;
  const { origin, host = '' } = request.headers;
  if (!isLoopback(hostname(host))) {
    throw new RookeryError(
      'PERMISSION_DENIED',
      'host: without a key only localhost, 127.0.0.1 and [::1] are answered',
    );
  }
  if (origin !== undefined && !origins.includes(origin)) {
    throw new RookeryError(
      'PERMISSION_DENIED',
      'origin: without a key only web pages whose origins stand in ROOKERY_CHAT_ORIGINS are answered',
    );
  }
}

function hostname(host: string): string {
  return host.replace(/:\d+$/, '');
}
