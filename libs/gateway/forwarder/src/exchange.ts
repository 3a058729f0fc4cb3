import {
  constants,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { RESOURCE_KEY, statusOf } from '@rookery/shared-transport';
import type { CallerAccount } from './caller-accounts.ts';
import { responseHeaders } from './forwarded-headers.ts';
import { answerError, resetAfterAnswer, resetIfUnread, STATUS_ONLY } from './refusal.ts';
import type { ForwarderLimits } from './limits.ts';
import { overloadIn } from './overload-answer.ts';
import { RequestGauge } from './request-gauge.ts';
import { resetError } from './reset-status.ts';
import { statusTrailers, trailersObject, valueIn, type RawHeaders } from './status-trailers.ts';
import { UnreadWatch } from './unread-watch.ts';

/** Statuses of gRPC: the caller left, and none was told. */
const CANCELLED = 1;
const UNKNOWN = 2;

const END_STREAM = constants.NGHTTP2_FLAG_END_STREAM;
// The upstream's headers are all there is: no date is added.
const WITH_TRAILERS = { waitForTrailers: true, sendDate: false };

/** The two sides of a call, and what holds for it. */
export interface ExchangeParts {
  readonly caller: ServerHttp2Stream;
  readonly upstream: ClientHttp2Stream;
  /** Name for messages. */
  readonly service: string;
  readonly requestId: string;
  readonly connectionLost: () => boolean;
  readonly account: CallerAccount;
  /** See Target. */
  readonly oneMessage: boolean;
  readonly limits: ForwarderLimits;
  /** See Target. */
  readonly told?: ((status: number, resource: string) => void) | undefined;
  /** Told when the upstream has refused the call because it is overloaded, and after how many milliseconds it told the caller to come back. */
  readonly overloaded: (retryAfterMs: number) => void;
}

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
  readonly #gauge: RequestGauge;
  readonly #unread: UnreadWatch;
  readonly #limits: ForwarderLimits;
  readonly #overloaded: ExchangeParts['overloaded'];
  #told: ExchangeParts['told'];
  #trailers: RawHeaders | undefined;
  #httpStatus = 0;
  #ended = false;

  constructor({
    caller,
    upstream,
    service,
    requestId,
    connectionLost,
    account,
    oneMessage,
    limits,
    told,
    overloaded,
  }: ExchangeParts) {
    this.#told = told;
    this.#overloaded = overloaded;
    const fail = (error: RookeryError): void => this.fail(error);
    this.#gauge = new RequestGauge({
      account,
      limits,
      oneMessage,
      heldUp: () => caller.isPaused(),
      fail,
    });
    this.#unread = new UnreadWatch(limits, account, fail);
    this.#limits = limits;
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
    this.#tell(statusOf(error.code));
    this.#letGo();
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
      try {
        this.#gauge.take(chunk);
      } catch (error) {
        this.fail(asRookeryError(error));
        return;
      }
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
    this.#gauge.end();
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
        this.#unread.waiting();
        caller.once('drain', () => {
          this.#unread.reading();
          upstream.resume();
        });
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
      this.#tellOf(raw);
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
    // What is kept for the caller from here on is little, but it must not be kept for ever.
    if (this.#caller.writableLength > 0) resetIfUnread(this.#caller, this.#limits.unreadMs);
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
    this.#tellOf(this.#trailers ?? []);
    if (caller.destroyed || caller.closed) return;
    caller.sendTrailers(trailersObject(this.#trailers ?? []));
    resetAfterAnswer(caller);
  }

  #callerLeft(): void {
    this.#letGo();
    if (this.#ended && this.#upstream.closed) return;
    if (!this.#ended) this.#tell(CANCELLED);
    this.#ended = true;
    // What is left of the request is dropped; unread, it would keep the stream.
    this.#caller.resume();
    this.#stopUpstream();
  }

  #tellOf(raw: RawHeaders): void {
    const retryAfterMs = overloadIn(raw);
    if (retryAfterMs !== undefined) this.#overloaded(retryAfterMs);
    if (this.#told === undefined) return;
    this.#tell(Number(valueIn(raw, 'grpc-status') ?? UNKNOWN), valueIn(raw, RESOURCE_KEY));
  }

  #tell(status: number, resource = ''): void {
    const told = this.#told;
    this.#told = undefined;
    told?.(status, resource);
  }

  /** Nothing is held against the caller for this call any more. */
  #letGo(): void {
    this.#gauge.end();
    this.#unread.reading();
  }

  #stopUpstream(): void {
    const upstream = this.#upstream;
    if (upstream.closed || upstream.destroyed) return;
    upstream.close(constants.NGHTTP2_CANCEL);
    upstream.resume();
  }
}
