import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerOptions,
  type ServerHttp2Stream,
} from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { OLDEST_TLS, type Certificates } from '@rookery/shared-tls';
import { Call, isBrokenOff, type CallSurroundings } from './call.ts';
import { httpRefusal, readCallHead, readRequestId } from './call-head.ts';
import { ALL_STREAMS, CallerConnections, CLOSE_NOTICE_MS } from './caller-connections.ts';
import { SESSION_OPTIONS, type ForwarderLimits } from './limits.ts';
import { answerError, answerHttp } from './refusal.ts';
import type { RawHeaders } from './status-trailers.ts';

/** How long the last statuses may take to leave, in milliseconds. */
const LAST_WORDS_MS = 500;

/** The side of the forwarder that faces callers: connections, the calls on them, and their orderly end. */
export class Serving {
  readonly server: Http2Server | Http2SecureServer;
  readonly #surroundings: CallSurroundings;
  readonly #connections: CallerConnections;
  readonly #calls = new Set<Call>();
  readonly #unwatch: () => void;
  #allEnded: (() => void) | undefined;

  constructor({
    certificates,
    ...surroundings
  }: Omit<CallSurroundings, 'callOf'> & { readonly certificates?: Certificates | undefined }) {
    const { limits } = surroundings;
    this.#surroundings = {
      ...surroundings,
      callOf: (session, caller) => this.#connections.callOf(session, caller),
    };
    const settings = {
      initialWindowSize: limits.streamWindowBytes,
      maxConcurrentStreams: limits.streamsPerConnection,
      maxHeaderListSize: limits.headerListBytes,
    };
    const options = {
      ...SESSION_OPTIONS,
      settings,
      // Ours knows whose calls they were; nghttp2 ends a connection with everybody's.
      streamResetBurst: 50 * limits.resetBurst,
      streamResetRate: 50 * limits.resetsPerSecond,
    };
    const { server, unwatch } = openServer(options, limits, certificates);
    this.server = server;
    this.#unwatch = unwatch;
    this.#connections = new CallerConnections(this.server, limits);
    // Either kind has the event, in a type of its own.
    (this.server as Http2Server).on('stream', (stream, headers, _flags, raw) =>
      this.#serve(stream, headers, raw),
    );
    // A connection that breaks the protocol ends alone.
    this.server.on('sessionError', () => undefined);
  }

  get load(): { readonly calls: number; readonly connections: number } {
    return { calls: this.#calls.size, connections: this.#connections.sessions.size };
  }

  /** See Forwarder.close. */
  async close(graceMs: number): Promise<void> {
    for (const session of this.#connections.sessions) {
      if (!session.destroyed) session.goaway(0, ALL_STREAMS);
    }
    if (this.#connections.sessions.size > 0) await pause(CLOSE_NOTICE_MS);
    // Closes the sessions too: they say which stream was the last, and end with their calls.
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const call of this.#calls) if (call.isOwn) call.fail(stopping());
    await this.#callsEnded(graceMs);
    for (const call of this.#calls) call.fail(stopping());
    await this.#callsEnded(LAST_WORDS_MS);
    for (const session of this.#connections.sessions) session.destroy();
    this.#connections.cutSockets();
    await closed;
    this.#unwatch();
  }

  /** See Forwarder.endCalls. */
  endCalls(credentials: ReadonlySet<string>, error: RookeryError): void {
    for (const call of this.#calls) if (credentials.has(call.credential)) call.fail(error);
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: RawHeaders): void {
    // The reset code tells what there is to know; without a listener the error would end the process.
    stream.on('error', ignore);
    const { session } = stream;
    if (session !== undefined) {
      this.#connections.callBegan(session);
      stream.on('close', () => this.#connections.callEnded(session, isBrokenOff(stream)));
    }
    const requestId = readRequestId(headers);
    const refusal = httpRefusal(headers);
    if (refusal !== undefined) {
      answerHttp(stream, refusal, requestId);
      return;
    }
    try {
      const call = new Call(stream, readCallHead(headers, requestId, session), raw, this.#surroundings);
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

/** Connections that are there go on with the certificate that they began with. */
function openServer(
  options: ServerOptions,
  limits: ForwarderLimits,
  certificates: Certificates | undefined,
): { readonly server: Http2Server | Http2SecureServer; readonly unwatch: () => void } {
  if (certificates === undefined) return { server: createServer(options), unwatch: ignore };
  const shown = (): { cert?: Buffer; key?: Buffer; minVersion: typeof OLDEST_TLS } => {
    const { cert, key } = certificates.contents;
    return { ...(cert && { cert }), ...(key && { key }), minVersion: OLDEST_TLS };
  };
  const server = createSecureServer({
    ...options,
    ...shown(),
    allowHTTP1: false,
    // As long as one that never begins to speak HTTP/2 may stay.
    handshakeTimeout: limits.idleConnectionMs / 6,
  });
  return { server, unwatch: certificates.onChange(() => server.setSecureContext(shown())) };
}

const stopping = (): RookeryError => new RookeryError('UNAVAILABLE', 'the gateway is shutting down');
const ignore = (): void => undefined;
