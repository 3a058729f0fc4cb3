import {
  constants,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { RookeryError } from '@rookery/shared-errors';
import { responseHeaders } from './forwarded-headers.ts';
import { answerError, resetAfterAnswer, resetIfUnread, STATUS_ONLY } from './refusal.ts';
import { resetError } from './reset-status.ts';
import { statusTrailers, trailersObject, type RawHeaders } from './status-trailers.ts';

const END_STREAM = constants.NGHTTP2_FLAG_END_STREAM;
// The upstream's headers are all there is: no date is added.
const WITH_TRAILERS = { waitForTrailers: true, sendDate: false };

/**
 * One call between a caller and an upstream: copies frames both ways at the pace of the slower side and ends exactly
 * once: with the upstream's own trailers, with a status of the gateway's, or because the caller left.
 */
export class Exchange {
  readonly #caller: ServerHttp2Stream;
  readonly #upstream: ClientHttp2Stream;
  readonly #service: string;
  readonly #requestId: string;
  readonly #connectionLost: () => boolean;
  #trailers: RawHeaders | undefined;
  #httpStatus = 0;
  #ended = false;

  constructor(
    caller: ServerHttp2Stream,
    upstream: ClientHttp2Stream,
    service: string,
    requestId: string,
    connectionLost: () => boolean,
  ) {
    this.#caller = caller;
    this.#upstream = upstream;
    this.#service = service;
    this.#requestId = requestId;
    this.#connectionLost = connectionLost;
    this.#copyRequest();
    this.#copyResponse();
  }

  /** Ends the call with a status of the gateway's and stops the work upstream. Nothing happens when it has ended. */
  fail(error: RookeryError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopUpstream();
    const caller = this.#caller;
    if (caller.destroyed || caller.closed) return;
    if (!caller.headersSent) {
      answerError(caller, error, this.#requestId);
      return;
    }
    this.#trailers = statusTrailers(error);
    caller.resume();
    caller.end();
    resetIfUnread(caller);
  }

  // Listeners are added with `on` even where an event comes once: `once` makes and removes a wrapper for each, and this
  // is the path of every call.
  #copyRequest(): void {
    const caller = this.#caller;
    const upstream = this.#upstream;
    caller.on('data', (chunk: Buffer) => {
      if (this.#ended || upstream.destroyed || upstream.writableEnded) return;
      if (!upstream.write(chunk)) {
        caller.pause();
        upstream.once('drain', () => caller.resume());
      }
    });
    // A request without a body may have ended while its route or connection was awaited.
    if (caller.readableEnded) this.#requestEnded();
    else caller.on('end', () => this.#requestEnded());
    caller.on('aborted', () => this.#callerLeft());
    caller.on('close', () => this.#callerLeft());
  }

  #requestEnded(): void {
    // A reset looks like an end too; it must not become a half-close that lets the upstream go on.
    if (!this.#ended && !this.#caller.aborted && !this.#upstream.destroyed) this.#upstream.end();
  }

  #copyResponse(): void {
    const caller = this.#caller;
    const upstream = this.#upstream;
    upstream.on('response', (headers: IncomingHttpHeaders, flags: number, raw: RawHeaders) =>
      this.#answer(headers, flags, raw),
    );
    upstream.on('data', (chunk: Buffer) => {
      if (this.#ended || caller.destroyed || caller.writableEnded) return;
      if (!caller.write(chunk)) {
        upstream.pause();
        caller.once('drain', () => upstream.resume());
      }
    });
    upstream.on('trailers', (_headers: IncomingHttpHeaders, _flags: number, raw: RawHeaders) => {
      this.#trailers = raw;
    });
    upstream.on('end', () => this.#upstreamEnded());
    // Details of a failure are in the reset code; without a listener the error would end the process.
    upstream.on('error', () => undefined);
    upstream.on('close', () => this.#upstreamClosed());
  }

  #answer(headers: IncomingHttpHeaders, flags: number, raw: RawHeaders): void {
    const caller = this.#caller;
    if (this.#ended || caller.destroyed || caller.closed || caller.headersSent) return;
    this.#httpStatus = Number(headers[':status']);
    const sent = responseHeaders(raw, this.#requestId);
    if ((flags & END_STREAM) !== 0) {
      // A status without a message: headers and trailers are one frame.
      this.#ended = true;
      caller.respond(sent, STATUS_ONLY);
      resetAfterAnswer(caller);
      return;
    }
    caller.on('wantTrailers', () => this.#sendTrailers());
    caller.respond(sent, WITH_TRAILERS);
  }

  #upstreamEnded(): void {
    if (this.#ended || !this.#caller.headersSent) return;
    if (this.#trailers === undefined) {
      // A broken-off stream ends as well; then the close, which comes next, says why.
      if (this.#upstream.destroyed || this.#upstream.rstCode !== 0 || this.#connectionLost()) return;
      this.#trailers = this.#statusForMissing();
    }
    this.#ended = true;
    this.#caller.end();
  }

  #upstreamClosed(): void {
    if (this.#ended) return;
    this.fail(resetError(this.#service, this.#upstream.rstCode, this.#connectionLost()));
  }

  /** An answer in plain HTTP carries its meaning in the HTTP status; a gRPC answer without a status is broken. */
  #statusForMissing(): RawHeaders {
    if (this.#httpStatus !== 200) return [];
    return statusTrailers(new RookeryError('INTERNAL', `${this.#service}: ended the call without a status`));
  }

  #sendTrailers(): void {
    const caller = this.#caller;
    if (caller.destroyed || caller.closed) return;
    caller.sendTrailers(trailersObject(this.#trailers ?? []));
    resetAfterAnswer(caller);
  }

  #callerLeft(): void {
    if (this.#ended && this.#upstream.closed) return;
    this.#ended = true;
    // What is left of the request is dropped; unread, it would keep the stream.
    this.#caller.resume();
    this.#stopUpstream();
  }

  #stopUpstream(): void {
    const upstream = this.#upstream;
    if (upstream.closed || upstream.destroyed) return;
    upstream.close(constants.NGHTTP2_CANCEL);
    upstream.resume();
  }
}
