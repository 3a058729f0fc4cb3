import type { IncomingMessage } from 'node:http';
import { RookeryError } from '@rookery/shared-errors';

const BEARER = /^bearer +(\S+)$/i;
/** What gRPC metadata can carry. */
const KEY = /^[\x21-\x7e]{1,512}$/;

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
