import type { IncomingMessage } from 'node:http';
import { invalidArgument } from '@rookery/shared-errors';

/** Largest body of a request, in bytes. */
const LARGEST_BODY = 2 * 1024 * 1024;

/** A body that is larger than it may be. */
export class BodyTooLarge extends Error {
  constructor() {
    super(`body: is larger than ${LARGEST_BODY} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** The JSON body of a request. @throws RookeryError INVALID_ARGUMENT when it is none; BodyTooLarge */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new BodyTooLarge();
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
