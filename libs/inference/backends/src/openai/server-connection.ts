import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
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

/** What is asked of the server. */
export interface ServerCall {
  /** Below the path of the address: `chat/completions`. */
  readonly call: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; not set: GET. */
  readonly body?: unknown;
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

  constructor({ baseUrl, apiKey, proxy }: OpenAiSettings) {
    this.#address = new ServerAddress(baseUrl ?? 'https://api.openai.com/v1');
    this.#apiKey = apiKey;
    // What runs on this machine is not to be looked for by a proxy on another.
    const proxied = proxy !== undefined && !this.#address.isLoopback;
    const options = { keepAlive: true, ...(proxied && { proxyEnv: { ...proxy } }) };
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
  }

  /**
   * Resolves with the head of the answer, whatever its status. A request is sent again, at once, when the kept connection it was sent
   * on had just been closed by the server: nobody has read it, and the server is well, so this is no failed attempt.
   * Rejects with Unreachable, or with the signal's reason.
   */
  async send(call: ServerCall): Promise<ServerAnswer> {
    for (let repeats = 0; ; repeats += 1) {
      call.signal.throwIfAborted();
      const sent = await this.#sendOnce(call);
      if ('answer' in sent) return sent.answer;
      call.signal.throwIfAborted();
      if (!sent.kept || repeats >= repeatsAllowed(sent.error)) {
        throw new Unreachable(codeOf(sent.error), sent.error);
      }
    }
  }

  /** Ends the connections that are not in use. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #sendOnce({
    call,
    query,
    body,
    signal,
  }: ServerCall): Promise<
    { readonly answer: ServerAnswer } | { readonly error: unknown; readonly kept: boolean }
  > {
    const url = this.#address.of(call, query);
    const secure = url.protocol === 'https:';
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve) => {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        agent: secure ? this.#https : this.#http,
        method: text === undefined ? 'GET' : 'POST',
        signal,
        headers: {
          accept: 'application/json, text/event-stream',
          'accept-encoding': 'identity',
          'user-agent': 'rookery',
          ...(this.#apiKey !== undefined && { authorization: `Bearer ${this.#apiKey}` }),
          ...(text !== undefined && {
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(text)),
          }),
        },
      });
      request.on('response', (response) => resolve({ answer: answerOf(response, signal) }));
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(() => void request.destroy(new ConnectTimeout()), CONNECT_MS);
        for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
      });
      // Also called after the response has begun; then its body tells.
      request.on('error', (error) => resolve({ error, kept: request.reusedSocket }));
      request.end(text);
    });
  }
}

class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

function answerOf(response: IncomingMessage, signal: AbortSignal): ServerAnswer {
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
