import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { onAbort } from '@rookery/shared-concurrency';
import { inSpan, isTraced, TRACE_PARENT, traceParent } from '@rookery/shared-tracing';
import { BrokenAnswer, Unreachable } from './faults.ts';
import { ServerAddress } from './server-address.ts';
import type { OpenAiSettings } from './settings.ts';

/** An answer whose head has arrived. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as it comes; rejects with BrokenAnswer when it is broken off, and with the signal's reason. */
  body(): AsyncIterable<Buffer>;
  /** Ends the connection; harmless after the end. */
  stop(): void;
  /** All that matters has been read: what is left is thrown away, so that the connection can be used again if it ends soon. */
  leave(): void;
}

/** A JSON body and the headers that go with it. */
export interface SentRequest extends Pick<ServerCall, 'sure'> {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is asked of the server. */
export interface ServerCall {
  /** Below the path of the address: `chat/completions`. */
  readonly call: string;
  /** It is no call of the protocol: see ServerAddress. */
  readonly beside?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; not set: GET. */
  readonly body?: unknown;
  /** Sent by POST as it is, in place of a body. */
  readonly content?: { readonly type: string; readonly chunks: readonly Buffer[] };
  /** Headers on top of those of every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes something: never sent again when it is not known whether the server has read it. */
  readonly makes?: boolean;
  /** Erases what is there. */
  readonly erase?: boolean;
  /**
   * Awaited before it is sent again, and once an answer has begun: who answers may be another server by then. Rejects where it is: then
   * nothing more is sent, and the answer is not taken.
   */
  readonly sure?: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** A connection that is not made by then will not be. Milliseconds. */
const CONNECT_MS = 10_000;
/** How long the end of an answer is waited for when all has been read, in milliseconds. */
const LEAVE_MS = 1000;
/** As many kept connections may turn out to be gone, as after a restart of the server; then it is a failure after all. */
const MOST_REPEATS = 16;
/** A reset does not tell whether the server had begun, and a server in trouble must not be asked much more. */
const MOST_REPEATS_AFTER_RESETS = 3;

/**
 * Connections to one model server. Without time limits for answers, because whoever calls has them: a slow model may take longer than
 * the five minutes that `fetch` allows. Proxies are those of the settings.
 */
export class ServerConnection {
  readonly #address: ServerAddress;
  readonly #apiKey: string | undefined;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #sockets = new Set<Socket>();
  #breaks = 0;
  #lapses = 0;

  constructor({ baseUrl, apiKey, proxy }: Pick<OpenAiSettings, 'baseUrl' | 'apiKey' | 'proxy'>) {
    this.#address = new ServerAddress(baseUrl ?? 'https://api.openai.com/v1');
    this.#apiKey = apiKey;
    // What runs on this machine is not to be looked for by a proxy on another.
    const proxied = proxy !== undefined && !this.#address.isLoopback;
    const options = { keepAlive: true, ...(proxied && { proxyEnv: { ...proxy } }) };
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
  }

  /** Only this machine can reach the server. */
  get isLocal(): boolean {
    return this.#address.isLoopback;
  }

  /** How often a connection was not made, or broke off. */
  get breaks(): number {
    return this.#breaks;
  }

  /** How often the last connection has ended, in whatever way: as long as one is there, the server is the same. */
  get lapses(): number {
    // That a socket is over is told at the end of a turn of the event loop; in the same turn a new one may already be asked for.
    if (this.#sockets.size > 0 && [...this.#sockets].every(({ destroyed }) => destroyed)) {
      this.#sockets.clear();
      this.#lapses += 1;
    }
    return this.#lapses;
  }

  /**
   * Resolves with the head of the answer, whatever its status. A request is sent again, at once, when the kept connection it was sent
   * on had just been closed by the server: nobody has read it, and the server is well, so this is no failed attempt.
   * Rejects with Unreachable, or with the reason of the signal or of `sure`.
   */
  send(call: ServerCall): Promise<ServerAnswer> {
    if (!isTraced()) return this.#send(call);
    const { hostname, port } = this.#address.of(call.call, call.query);
    const about = {
      kind: 'calls',
      attributes: () => ({ 'server.address': hostname, ...(port !== '' && { 'server.port': Number(port) }) }),
    } as const;
    // Until the head of the answer: what comes after it is time of the model, in the span around this.
    return inSpan(`HTTP ${call.call.split('/')[0]}`, about, codeOf, async (span) => {
      const answer = await this.#send(call);
      span?.set({ 'http.response.status_code': answer.status });
      return answer;
    });
  }

  async #send(call: ServerCall): Promise<ServerAnswer> {
    for (let repeats = 0; ; repeats += 1) {
      call.signal.throwIfAborted();
      const sent = await this.#sendOnce(call);
      if ('answer' in sent) return await taken(sent.answer, call);
      call.signal.throwIfAborted();
      this.#breaks += 1;
      if (!sent.kept || call.makes === true || repeats >= repeatsAllowed(sent.error)) {
        throw new Unreachable(codeOf(sent.error), sent.error);
      }
      await call.sure?.();
    }
  }

  /** Ends the connections that are not in use. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #watch(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.once('close', () => {
      if (this.#sockets.delete(socket) && this.#sockets.size === 0) this.#lapses += 1;
    });
  }

  #sendOnce({
    call,
    beside = false,
    query,
    body,
    content = body === undefined
      ? undefined
      : { type: 'application/json', chunks: [Buffer.from(JSON.stringify(body))] },
    erase = false,
    headers = {},
    signal,
  }: ServerCall): Promise<
    { readonly answer: ServerAnswer } | { readonly error: unknown; readonly kept: boolean }
  > {
    const url = beside ? this.#address.beside(call) : this.#address.of(call, query);
    const secure = url.protocol === 'https:';
    const read = erase ? 'DELETE' : 'GET';
    const parent = traceParent();
    return new Promise((resolve) => {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        agent: secure ? this.#https : this.#http,
        method: content === undefined ? read : 'POST',
        headers: {
          ...headers,
          accept: 'application/json, text/event-stream',
          'accept-encoding': 'identity',
          'user-agent': 'rookery',
          ...(parent !== undefined && { [TRACE_PARENT]: parent }),
          ...(this.#apiKey !== undefined && { authorization: `Bearer ${this.#apiKey}` }),
          ...(content !== undefined && {
            'content-type': content.type,
            'content-length': String(content.chunks.reduce((sum, { length }) => sum + length, 0)),
          }),
        },
      });
      // Not by the request's own `signal`, which ends the socket with an error: where a response has come whole and is not read to its end,
      // nobody listens to errors of the socket any more (Node 24), and the abort would end the process.
      let begun: IncomingMessage | undefined;
      const listening = onAbort(signal, () => {
        if (begun === undefined) request.destroy(new Error('the call was given up'));
        else begun.destroy();
      });
      request.on('close', () => listening[Symbol.dispose]());
      request.on('response', (response) => {
        begun = response;
        resolve({ answer: answerOf(response, signal, () => (this.#breaks += 1)) });
      });
      request.on('socket', (socket) => {
        this.#watch(socket);
        if (!socket.connecting) return;
        const timer = setTimeout(() => void request.destroy(new ConnectTimeout()), CONNECT_MS);
        for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
      });
      // Also called after the response has begun; then its body tells.
      request.on('error', (error) => resolve({ error, kept: request.reusedSocket }));
      if (content === undefined || content.chunks.length === 1) request.end(content?.chunks[0]);
      // As fast as the server takes it. What goes wrong is said by the request itself.
      else pipeline(Readable.from(content.chunks), request, () => undefined);
    });
  }
}

async function taken(answer: ServerAnswer, { sure }: ServerCall): Promise<ServerAnswer> {
  try {
    await sure?.();
    return answer;
  } catch (caught) {
    answer.stop();
    throw caught;
  }
}

class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** @param broke called when the body is broken off */
function answerOf(response: IncomingMessage, signal: AbortSignal, broke: () => void): ServerAnswer {
  // Whoever does not read the body is not to be ended by its failure.
  response.on('error', () => {});
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    async *body() {
      try {
        for await (const chunk of response.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
      } catch (caught) {
        signal.throwIfAborted();
        broke();
        throw new BrokenAnswer('the model server broke off its answer', { cause: caught });
      }
    },
    stop: () => void response.destroy(),
    leave: () => {
      response.resume();
      const timer = setTimeout(() => void response.destroy(), LEAVE_MS);
      response.once('close', () => clearTimeout(timer));
    },
  };
}

function repeatsAllowed(caught: unknown): number {
  switch (codeOf(caught)) {
    case 'ECONNRESET':
      // Without a system call it is the end of the connection and not a reset.
      return property(caught, 'syscall') === undefined ? MOST_REPEATS : MOST_REPEATS_AFTER_RESETS;
    case 'EPIPE':
      return MOST_REPEATS_AFTER_RESETS;
    default:
      return 0;
  }
}

function codeOf(caught: unknown): string {
  const code = property(caught, 'code');
  return typeof code === 'string' ? code : '';
}

// Errors keep these out of sight of enumeration, and may be of another realm's Error class.
function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
