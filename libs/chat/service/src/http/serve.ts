import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { runAsJob, type Logger } from '@rookery/shared-runtime';
import { chatErrorOf } from '../openai/chat-error.ts';
import { BodyTooLarge } from './body.ts';
import { answer, pathOf, sendJson, type ChatParts } from './routes.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origins of web pages that may call. */
  readonly origins: readonly string[];
  readonly log: Logger;
}

/** What callers may put there is cut to this, in characters. */
const LONGEST_REQUEST_ID = 128;
/** A client that sends its request more slowly is not waited for, in milliseconds. */
const SLOWEST_REQUEST_MS = 30_000;
/** How long requests in flight may take when the service stops, in milliseconds. */
const GRACE_MS = 20_000;

/** The HTTP side of the service. */
export class ChatServer {
  readonly #server: Server;
  readonly #options: ServeOptions;
  readonly #parts: ChatParts;
  readonly #stopping = new AbortController();

  private constructor(parts: ChatParts, options: ServeOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#server = createServer({ requestTimeout: SLOWEST_REQUEST_MS }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  /** Begins to listen. */
  static async start(parts: ChatParts, options: ServeOptions): Promise<ChatServer> {
    const server = new ChatServer(parts, options);
    server.#server.listen(options.port, options.host);
    await once(server.#server, 'listening');
    return server;
  }

  /** host:port it listens on. */
  get address(): string {
    const address = this.#server.address();
    const port = address === null || typeof address === 'string' ? this.#options.port : address.port;
    const { host } = this.#options;
    return `${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** No new requests; those in flight end, or are cut after a while. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => {
      this.#stopping.abort(new RookeryError('UNAVAILABLE', 'the service stops', { retryAfterMs: 1000 }));
      this.#server.closeAllConnections();
    }, GRACE_MS);
    await closed;
    clearTimeout(cut);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const requestId = requestIdOf(request);
    response.setHeader('x-request-id', requestId);
    const left = new AbortController();
    response.on('close', () => left.abort(new RookeryError('CANCELLED', 'the client has left')));
    const signal = AbortSignal.any([left.signal, this.#stopping.signal]);
    const failure = await runAsJob({ requestId, signal }, async () => {
      try {
        if (this.#isPreflight(request, response)) return undefined;
        await answer(this.#parts, { request, response, requestId, signal });
        return undefined;
      } catch (caught) {
        sendError(request, response, caught);
        return caught;
      }
    });
    this.#log(request, response, performance.now() - started, failure);
  }

  /** Web pages may call only where it is configured. @returns true when the answer was that alone */
  #isPreflight({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = headers;
    if (origin === undefined || !this.#options.origins.includes(origin)) return false;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'origin');
    if (method !== 'OPTIONS') return false;
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader(
      'access-control-allow-headers',
      headers['access-control-request-headers'] ?? 'authorization, content-type',
    );
    response.writeHead(204).end();
    return true;
  }

  // Never the body, and of the address only the path: what people say stays out of logs.
  #log(request: IncomingMessage, response: ServerResponse, ms: number, failure: unknown): void {
    const { log } = this.#options;
    const record = {
      method: request.method,
      path: pathOf(request),
      status: response.statusCode,
      ms: Math.round(ms),
    };
    if (failure === undefined) log.debug(record, 'request');
    else if (response.statusCode >= 500 && response.statusCode !== 503)
      log.error({ ...record, err: failure }, 'request');
    else log.info({ ...record, code: asRookeryError(failure).code }, 'request');
  }
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\x21-\x7e]+$/.test(given)
    ? given.slice(0, LONGEST_REQUEST_ID)
    : randomUUID();
}

function sendError(request: IncomingMessage, response: ServerResponse, caught: unknown): void {
  if (response.headersSent || response.destroyed) return;
  // What is left of the body is not read.
  if (!request.complete) response.setHeader('connection', 'close');
  if (caught instanceof BodyTooLarge) {
    const error = {
      message: caught.message,
      type: 'invalid_request_error',
      param: 'body',
      code: 'too_large',
    };
    sendJson(response, 413, { error });
    return;
  }
  const { status, body, retryAfterS } = chatErrorOf(caught);
  if (retryAfterS !== undefined) response.setHeader('retry-after', String(retryAfterS));
  sendJson(response, status, body);
}
