import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { httpRequestEnded } from '@rookery/shared-metrics';
import { INTERACTIVE_WORK, runAsJob, type Logger } from '@rookery/shared-runtime';
import type { Certificates } from '@rookery/shared-tls';
import { inSpan, TRACE_PARENT } from '@rookery/shared-tracing';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { endUnread } from './unread.ts';
import { watchServer } from './watch-server.ts';
import { chatErrorOf } from '../openai/chat-error.ts';
import { BodyTooLarge } from './body.ts';
import { refuseForeign } from './foreign.ts';
import type { ChatLimits } from './limits.ts';
import { openServer, renewing } from './open-server.ts';
import { nothingThere, pathOf, ROUTES, sendJson, type ChatParts, type Route } from './routes.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origins of web pages that may call. */
  readonly origins: readonly string[];
  readonly limits: ChatLimits;
  /** Connections at a time. */
  readonly connections: number;
  /** How long requests in flight may take when it stops, in milliseconds. */
  readonly drainMs: number;
  /** What it shows its callers; not set: it speaks without TLS. */
  readonly certificates?: Certificates | undefined;
  readonly log: Logger;
}

/** Asked by whoever watches over the service, by whatever name; it says nothing of anybody. */
const HEALTH = '/health';
/** What callers may put there is cut to this, in characters. */
const LONGEST_REQUEST_ID = 128;
/** What counts of a request whose client left before the last byte, as nginx has it. */
const CLIENT_LEFT = 499;

/** The HTTP side of the service. */
export class ChatServer {
  readonly #app: FastifyInstance;
  readonly #options: ServeOptions;
  readonly #parts: ChatParts;
  readonly #stopping = new AbortController();
  #answering = 0;
  #unwatch: (() => void) | undefined;
  readonly #renew: (() => void) | undefined;

  private constructor(parts: ChatParts, options: ServeOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#app = fastify({
      serverFactory: (answer) => openServer(answer, options),
      requestTimeout: options.limits.requestMs,
      keepAliveTimeout: options.limits.idleMs,
      forceCloseConnections: 'idle',
      exposeHeadRoutes: false,
      requestIdHeader: false,
      genReqId: requestIdOf,
      routerOptions: { maxParamLength: options.limits.headerBytes },
      frameworkErrors: (_error, request, reply) => {
        void this.#serve(request, reply, nothing);
      },
    });
    this.#app.server.maxConnections = options.connections;
    this.#renew = renewing(this.#app.server, options.certificates);
    // Bodies are read by the answers, once it is known who sends them.
    this.#app.removeAllContentTypeParsers();
    this.#app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    this.#app.addHook('onRequest', (request, reply, done) => {
      if (!this.#isPreflight(request.raw, reply.raw)) done();
      else reply.hijack();
    });
    for (const { method, url, answer } of ROUTES) {
      this.#app.route({ method, url, handler: (request, reply) => this.#serve(request, reply, answer) });
    }
    this.#app.setNotFoundHandler((request, reply) => this.#serve(request, reply, nothing));
    this.#app.setErrorHandler((caught, request, reply) =>
      this.#serve(request, reply, () => Promise.reject(unreadable(caught))),
    );
  }

  /** Begins to listen. */
  static async start(parts: ChatParts, options: ServeOptions): Promise<ChatServer> {
    const server = new ChatServer(parts, options);
    await server.#app.listen({ host: options.host, port: options.port });
    server.#unwatch = watchServer(server.#app.server, options.connections, () => server.#answering);
    return server;
  }

  /** host:port it listens on. */
  get address(): string {
    const address = this.#app.server.address();
    const port = address === null || typeof address === 'string' ? this.#options.port : address.port;
    const { host } = this.#options;
    return `${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** No new requests; those in flight end, or are cut after a while. */
  async close(): Promise<void> {
    const cut = setTimeout(() => {
      this.#stopping.abort(new RookeryError('UNAVAILABLE', 'the service stops', { retryAfterMs: 1000 }));
      this.#app.server.closeAllConnections();
    }, this.#options.drainMs);
    await this.#app.close();
    this.#unwatch?.();
    this.#renew?.();
    clearTimeout(cut);
  }

  /** Answers by hand: answers are streams at the pace of their readers. */
  async #serve(
    { raw: request, id: requestId, params, routeOptions }: FastifyRequest,
    reply: FastifyReply,
    answer: Route['answer'],
  ): Promise<void> {
    const started = performance.now();
    reply.hijack();
    const response = reply.raw;
    this.#answering += 1;
    response.once('close', () => {
      this.#answering -= 1;
      const status = response.writableFinished ? response.statusCode : CLIENT_LEFT;
      httpRequestEnded(routeOptions.url ?? '', status, (performance.now() - started) / 1000);
    });
    response.setHeader('x-request-id', requestId);
    const left = new AbortController();
    response.on('close', () => left.abort(new RookeryError('CANCELLED', 'the client has left')));
    const signal = AbortSignal.any([left.signal, this.#stopping.signal]);
    const rest = (params as Readonly<Record<string, string>> | undefined)?.['*'] ?? '';
    const exchange = { request, response, requestId, rest, signal, unreadMs: this.#options.limits.unreadMs };
    const header = request.headers[TRACE_PARENT];
    const about = {
      kind: 'serves',
      under: { header: typeof header === 'string' ? header : undefined },
      attributes: () => ({
        'http.request.method': request.method ?? '',
        'http.route': routeOptions.url ?? '',
      }),
    } as const;
    const failure = await runAsJob({ requestId, work: INTERACTIVE_WORK, signal }, async () => {
      try {
        await this.#refuseForeign(request);
        await inSpan(`${request.method} ${routeOptions.url ?? ''}`, about, codeOf, () =>
          answer(this.#parts, exchange),
        );
        return undefined;
      } catch (caught) {
        sendError(request, response, caught);
        return caught;
      }
    });
    this.#log(request, response, performance.now() - started, failure);
    endUnread(response, this.#options.limits.unreadMs);
  }

  /** Where keys are asked for, or others are not answered without one, a page gets nothing by its name. */
  async #refuseForeign(request: IncomingMessage): Promise<void> {
    const { gate, forOthers } = this.#parts;
    if (forOthers || pathOf(request) === HEALTH) return;
    try {
      refuseForeign(request, this.#options.origins);
    } catch (refusal) {
      if ((await gate.asksForKeys()) !== true) throw refusal;
    }
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

const codeOf = (caught: unknown): string => asRookeryError(caught).code;

const nothing: Route['answer'] = () => Promise.resolve().then(nothingThere);

/** What fastify cannot read of a request before an answer has it, such as its content type. */
function unreadable(caught: unknown): RookeryError {
  const { code, statusCode } = caught as { code?: string; statusCode?: number };
  if (statusCode === undefined || statusCode >= 500) return asRookeryError(caught);
  return new RookeryError('INVALID_ARGUMENT', `the request cannot be read (${code ?? statusCode})`);
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
