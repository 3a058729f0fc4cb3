import type { IncomingMessage } from 'node:http';
import { RookeryError } from '@rookery/shared-errors';
import { PEER_KEY, SECRET_KEY } from '@rookery/shared-runtime';

const BEARER = /^bearer +(\S+)$/i;
/** What gRPC metadata can carry, as long as a token may be. */
const KEY = /^[\x21-\x7e]{1,8192}$/;

/**
 * The key of a caller; empty when it brings none. The gateway decides whether it opens anything.
 * @throws RookeryError UNAUTHENTICATED when it is none that anybody could have
 */
export function apiKeyOf({ headers }: IncomingMessage): string {
  const plain = headers['x-api-key'];
  const key = BEARER.exec(headers.authorization ?? '')?.[1] ?? (Array.isArray(plain) ? plain[0] : plain);
  if (key === undefined || key === '') return '';
  if (!KEY.test(key)) throw new RookeryError('UNAUTHENTICATED', 'the API key is not known');
  return key;
}

/**
 * What a request brings to the gateway: its key and, so that wrong keys are counted for who sends them and not for this service, its address,
 * shown to be true by the platform's secret. Without a key it brings nothing: the secret alone would make it the platform's own.
 */
export function gatewayHeaders(request: IncomingMessage, secret: string | undefined): Record<string, string> {
  const key = apiKeyOf(request);
  if (key === '') return {};
  const { remoteAddress = '' } = request.socket;
  return {
    'x-api-key': key,
    ...(secret !== undefined && { [SECRET_KEY]: secret, [PEER_KEY]: remoteAddress }),
  };
}
