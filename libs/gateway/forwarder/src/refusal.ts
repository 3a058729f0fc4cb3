import { constants, type ServerHttp2Stream } from 'node:http2';
import type { RookeryError } from '@rookery/shared-errors';
import type { HttpRefusal } from './call-head.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { statusTrailers } from './status-trailers.ts';

/** How an answer is sent whose headers and trailers are one frame. */
export const STATUS_ONLY = { endStream: true, sendDate: false };

/** Answers a call with an error alone: a gRPC answer whose only frame is headers and trailers in one. */
export function answerError(caller: ServerHttp2Stream, error: RookeryError, requestId: string): void {
  if (caller.destroyed || caller.closed || caller.headersSent) return;
  const headers = [':status', '200', 'content-type', 'application/grpc', ...statusTrailers(error)];
  caller.respond([...headers, REQUEST_ID_HEADER, requestId], STATUS_ONLY);
  resetAfterAnswer(caller);
}

/** Answers a request that is not gRPC in plain HTTP. */
export function answerHttp(caller: ServerHttp2Stream, refusal: HttpRefusal, requestId: string): void {
  if (caller.destroyed || caller.closed) return;
  const headers = [':status', String(refusal.status), 'content-type', 'text/plain', ...refusal.headers];
  caller.respond([...headers, REQUEST_ID_HEADER, requestId]);
  caller.end(refusal.text);
  resetAfterAnswer(caller);
}

/**
 * Once the answer is out, what the caller still sends is of no use: it is read and dropped, and a reset with NO_ERROR
 * tells the caller to stop (RFC 9113, 8.1). A caller that has sent everything sees nothing of it.
 */
export function resetAfterAnswer(caller: ServerHttp2Stream): void {
  caller.resume();
  if (caller.readableEnded) return;
  // Trailers leave in an immediate of their own, scheduled before this one.
  setImmediate(() => {
    if (!caller.destroyed && !caller.closed) caller.close(constants.NGHTTP2_NO_ERROR);
  });
}

/** How long a caller may take to read the rest of an answer that was cut short, in milliseconds. */
const READ_REST_MS = 5000;

/** Resets a call whose caller does not read the rest of an answer that was cut short, so that it holds no memory. */
export function resetIfUnread(caller: ServerHttp2Stream, withinMs = READ_REST_MS): void {
  const timer = setTimeout(() => caller.close(constants.NGHTTP2_CANCEL), withinMs);
  timer.unref();
  caller.once('close', () => clearTimeout(timer));
}
