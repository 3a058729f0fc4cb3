import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { Call, type CallSurroundings } from './call.ts';
import { httpRefusal, readCallHead, readRequestId } from './call-head.ts';
import { keepAlive } from './keepalive.ts';
import { SESSION_OPTIONS, type ForwarderLimits } from './limits.ts';
import { answerError, answerHttp } from './refusal.ts';
import type { RawHeaders } from './status-trailers.ts';

/** The largest stream id: announces a close without refusing what is on its way. */
const ALL_STREAMS = 2 ** 31 - 1;
/** How long callers may take to hear of the close before their new calls are refused, in milliseconds. */
const CLOSE_NOTICE_MS = 100;
/** How long the last statuses may take to leave, in milliseconds. */
const LAST_WORDS_MS = 500;

/** The side of the forwarder that faces callers: connections, the calls on them, and their orderly end. */
export class Serving {
  readonly server: Http2Server;
  readonly #surroundings: CallSurroundings;
  readonly #limits: ForwarderLimits;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #calls = new Set<Call>();
  #allEnded: (() => void) | undefined;

  constructor(surroundings: CallSurroundings, limits: ForwarderLimits) {
    this.#surroundings = surroundings;
    this.#limits = limits;
    const settings = {
      initialWindowSize: limits.streamWindowBytes,
      maxConcurrentStreams: limits.streamsPerConnection,
      maxHeaderListSize: limits.headerListBytes,
    };
    this.server = createServer({ ...SESSION_OPTIONS, settings });
    this.server.on('session', (session) => this.#welcome(session));
    this.server.on('stream', (stream, headers, _flags, raw) => this.#serve(stream, headers, raw));
    // A connection that breaks the protocol ends alone.
    this.server.on('sessionError', () => undefined);
  }

  /** See Forwarder.close. */
  async close(graceMs: number): Promise<void> {
    for (const session of this.#sessions) {
      if (!session.destroyed) session.goaway(0, ALL_STREAMS);
    }
    if (this.#sessions.size > 0) await pause(CLOSE_NOTICE_MS);
    // Closes the sessions too: they say which stream was the last, and end with their calls.
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    await this.#callsEnded(graceMs);
    for (const call of this.#calls)
      call.fail(new RookeryError('UNAVAILABLE', 'the gateway is shutting down'));
    await this.#callsEnded(LAST_WORDS_MS);
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  #welcome(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    session.setLocalWindowSize(this.#limits.connectionWindowBytes);
    keepAlive(session, this.#limits.keepaliveMs, this.#limits.keepaliveTimeoutMs);
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: RawHeaders): void {
    // The reset code tells what there is to know; without a listener the error would end the process.
    stream.on('error', ignore);
    const requestId = readRequestId(headers);
    const refusal = httpRefusal(headers);
    if (refusal !== undefined) {
      answerHttp(stream, refusal, requestId);
      return;
    }
    try {
      const call = new Call(stream, readCallHead(headers, requestId), raw, this.#surroundings);
      this.#calls.add(call);
      stream.on('close', () => this.#forget(call));
    } catch (error) {
      answerError(stream, asRookeryError(error), requestId);
    }
  }

  #forget(call: Call): void {
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#allEnded?.();
  }

  /** Resolves when no call is in flight, or after `ms`. */
  async #callsEnded(ms: number): Promise<void> {
    if (this.#calls.size === 0) return;
    const patience = new AbortController();
    const none = new Promise<void>((resolve) => (this.#allEnded = resolve));
    const waited = pause(ms, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([none, waited]);
    patience.abort();
  }
}

const ignore = (): void => undefined;
