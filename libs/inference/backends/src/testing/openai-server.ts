import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** Settles when the client goes away before the answer is complete. */
  readonly disconnected: Promise<void>;
}

/** What the server does with one request. */
export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

/** A real HTTP server that speaks the OpenAI protocol and can be told to misbehave. */
export interface OpenAiServer {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Every request, oldest first. */
  readonly seen: readonly SeenRequest[];
  /** Behaviours for the next requests, in order; after them the last one stays. */
  behave(...behaviours: readonly Behaviour[]): void;
  close(): Promise<void>;
}

export async function startOpenAiServer(): Promise<OpenAiServer> {
  const seen: SeenRequest[] = [];
  let script: readonly Behaviour[] = [answering('hello')];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const gone = Promise.withResolvers<void>();
      response.on('close', () => {
        if (!response.writableEnded) gone.resolve();
      });
      const seenRequest: SeenRequest = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        disconnected: gone.promise,
      };
      seen.push(seenRequest);
      const [next, ...rest] = script;
      if (rest.length > 0) script = rest;
      next?.(response, seenRequest);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    behave: (...behaviours) => {
      script = behaviours;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A whole, well-behaved answer. */
export function answering(content: string, finishReason = 'stop'): Behaviour {
  return json(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'any',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  });
}

/** An error in the protocol's shape. */
export function failing(
  status: number,
  error: { message: string; code?: string; param?: string },
  headers: Record<string, string> = {},
): Behaviour {
  return json(status, { error: { type: 'error', ...error } }, headers);
}

/** Says nothing, not even headers, for as long as the client waits. */
export const silent: Behaviour = () => {};

/** Headers and a body that is not JSON. */
export const broken: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"choices": [{"mess');
};

/** Promises more bytes than it sends, then closes. */
export const cutOff: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"choices": [');
  setImmediate(() => response.destroy());
};

/** A stream of pieces; then what `end` says. */
export function streaming(pieces: readonly string[], end: 'done' | 'stall' | 'break'): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (chunk: unknown): void => {
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    const choice = (delta: unknown, finish_reason: string | null = null): unknown => ({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'any',
      choices: [{ index: 0, delta, finish_reason }],
    });
    for (const content of pieces) send(choice({ content }));
    if (end === 'stall') return;
    if (end === 'break') {
      response.end();
      return;
    }
    send(choice({}, 'stop'));
    send({ object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 5, completion_tokens: 3 } });
    response.end('data: [DONE]\n\n');
  };
}
