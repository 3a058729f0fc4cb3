import type { IncomingMessage } from 'node:http';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { BodyAllowance } from './body-allowance.ts';

/** A body that is larger than it may be. */
export class BodyTooLarge extends Error {
  constructor(largest: number) {
    super(`body: is larger than ${largest} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/**
 * The JSON body of a request. What it takes is held against the allowance, also when it fails, until `allowance.release`.
 * @throws RookeryError INVALID_ARGUMENT when it is none, RESOURCE_EXHAUSTED when too much is held already; BodyTooLarge
 */
export async function jsonBody(request: IncomingMessage, allowance: BodyAllowance): Promise<object> {
  if (Number(request.headers['content-length'] ?? 0) > allowance.largest)
    throw new BodyTooLarge(allowance.largest);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > allowance.largest) throw new BodyTooLarge(allowance.largest);
    if (!allowance.hold(chunk.length)) {
      throw new RookeryError('RESOURCE_EXHAUSTED', 'body: too many are being read and answered', {
        retryAfterMs: 1000,
      });
    }
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Said below; what the parser says would quote the body.
  }
  throw invalidArgument('body', 'must be a JSON object');
}
