/**
 * A real HTTP server that speaks the OpenAI protocol and misbehaves on purpose. What it does to a request follows from
 * the case that the person's words name (`case-broken-json`); `case-fine` is left alone but for a bad moment now and then.
 * Bad moments follow from how many different requests there were, never from how calls happen to interleave, and none
 * befalls a request twice: whoever asks again is answered.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export const UNRULY_MODEL = 'unruly-1';

export const CASES = [
  'fine',
  'always-500',
  'always-stalls',
  'always-broken-json',
  'empty-answer',
  'truncated-verdict',
  'verdict-out-of-range',
  'verdict-in-prose',
] as const;
export type Case = (typeof CASES)[number];

interface ChatRequest {
  readonly messages: readonly { readonly content: string }[];
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema?: unknown } };
}

export class UnrulyServer {
  readonly #server: Server;
  /** Every different request so far. */
  readonly #asked = new Set<string>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<UnrulyServer> {
    const unruly = new UnrulyServer();
    await new Promise<void>((resolve) => unruly.#server.listen(0, '127.0.0.1', resolve));
    return unruly;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith('/models') === true) {
      sendJson(response, 200, { object: 'list', data: [{ id: UNRULY_MODEL, object: 'model' }] });
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const isNew = !this.#asked.has(body);
    this.#asked.add(body);
    if (!isNew || !this.#badMoment(response)) this.#answer(JSON.parse(body) as ChatRequest, response);
  }

  /** What any server does to anyone now and then. */
  #badMoment(response: ServerResponse): boolean {
    if (this.#asked.size % 7 === 0) {
      response.setHeader('Retry-After', '1');
      sendJson(response, 429, {
        error: { message: 'slow down', type: 'rate_limit', code: 'rate_limit_exceeded' },
      });
      return true;
    }
    if (this.#asked.size % 11 === 0) {
      sendJson(response, 503, { error: { message: 'overloaded' } });
      return true;
    }
    return false;
  }

  #answer(chat: ChatRequest, response: ServerResponse): void {
    const words = chat.messages.map(({ content }) => content).join('\n');
    const named = CASES.find((one) => words.includes(`case-${one}.`)) ?? 'fine';
    const schema = chat.response_format?.json_schema?.schema;
    const judging = words.includes('<response>');
    switch (named) {
      case 'always-500':
        sendJson(response, 500, { error: { message: `broken while reading: ${words}` } });
        return;
      case 'always-stalls':
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id": "1", ');
        return;
      case 'always-broken-json':
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"id": "1", "choices": [{"message": {"cont');
        return;
      case 'empty-answer':
        sendJson(response, 200, completion(schema === undefined ? '' : JSON.stringify(sampleOf(schema, 4))));
        return;
      case 'truncated-verdict':
        sendJson(response, 200, judging ? completion('{"risk_sens', 'length') : completion('An answer.'));
        return;
      case 'verdict-out-of-range':
        sendJson(response, 200, completion(judging ? JSON.stringify(sampleOf(schema, 9)) : 'An answer.'));
        return;
      case 'verdict-in-prose':
        sendJson(response, 200, completion(judging ? 'I would rather not say numbers.' : 'An answer.'));
        return;
      case 'fine':
        sendJson(
          response,
          200,
          completion(schema === undefined ? 'An answer.' : JSON.stringify(sampleOf(schema, 4))),
        );
    }
  }
}

/** Something that follows a JSON schema, with `number` for every number. */
function sampleOf(schema: unknown, number: number): unknown {
  if (typeof schema !== 'object' || schema === null) return 'text';
  if ('enum' in schema && Array.isArray(schema.enum)) return schema.enum[0] as unknown;
  switch ('type' in schema ? schema.type : 'object') {
    case 'integer':
    case 'number':
      return number;
    case 'array':
      return [];
    case 'object': {
      const properties = 'properties' in schema ? (schema.properties as Record<string, unknown>) : {};
      return Object.fromEntries(
        Object.entries(properties).map(([key, part]) => [key, sampleOf(part, number)]),
      );
    }
    default:
      return 'text';
  }
}

function completion(content: string, finish = 'stop'): object {
  return {
    id: 'chat-1',
    object: 'chat.completion',
    created: 1,
    model: UNRULY_MODEL,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
    usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
