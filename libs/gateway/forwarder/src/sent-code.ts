import type { ServerHttp2Stream } from 'node:http2';
import { codeOf } from '@rookery/shared-transport';

/** The name of the status that a caller was sent; CANCELLED when it was sent none, because it had left. */
export function sentCode({ sentTrailers, sentHeaders }: ServerHttp2Stream): string {
  // A caller that left before any answer has no headers, whatever the types say.
  const headers = sentHeaders as typeof sentHeaders | undefined;
  const sent = sentTrailers?.['grpc-status'] ?? headers?.['grpc-status'];
  if (sent === undefined) return 'CANCELLED';
  return Number(sent) === 0 ? 'OK' : codeOf(Number(sent));
}
