import type { ServerResponse } from 'node:http';
import type { SeenRequest } from './seen-request.ts';

/** What the server does with one request. */
export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

/** A JSON body, well-formed whatever it says. */
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
  error: { message: string; code?: string; param?: string; metadata?: object },
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

/** Headers and the beginning of a body, then nothing for as long as the client waits. */
export const stalling: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"id": "1", ');
};

/** Promises more bytes than it sends, then closes. */
export const cutOff: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"choices": [');
  setImmediate(() => response.destroy());
};

/** A stream of pieces, and then its end (`done`), nothing more (`stall`), or an end too early (`break`). */
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
