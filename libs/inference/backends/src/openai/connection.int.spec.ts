import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerState } from '@rookery/shared-contracts';
import {
  aliveFor,
  answering,
  type Behaviour,
  json,
  type ModelServer,
  sendEvent,
  serving,
  startModelServer,
} from '@rookery/shared-scripted-model-server';
import type { Completion, CompletionEvent } from '../backend.ts';
import { backendFor, call, request } from '../testing/requests.ts';
import { MOST_ANSWER_BYTES } from './body.ts';
import { ServerAddress } from './server-address.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

async function last(events: AsyncIterable<CompletionEvent>): Promise<Completion | undefined> {
  let completed: Completion | undefined;
  for await (const event of events) completed = event.completed;
  return completed;
}

describe('a slow server', () => {
  it('that sends signs of life for longer than silence is borne is asked once', async () => {
    server.behave(aliveFor(12, 50, serving({ content: 'hello' })));
    const backend = backendFor(server.baseUrl, { quietMs: 300 });
    expect(await last(backend.stream(request(), call()))).toMatchObject({
      text: 'hello',
      usage: { calls: 1 },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('that says why it ended, and then nothing, has given a whole answer', async () => {
    server.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      sendEvent(response, { choices: [{ delta: { content: 'hello' }, finish_reason: 'stop' }] });
    });
    const backend = backendFor(server.baseUrl, { quietMs: 100 });
    expect(await last(backend.stream(request(), call()))).toMatchObject({
      text: 'hello',
      state: AnswerState.WHOLE,
    });
    expect(server.seen).toHaveLength(1);
  });

  it('that never says why it ended, and then [DONE], has given a whole answer at once', async () => {
    server.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      sendEvent(response, { choices: [{ delta: { content: 'hello' }, finish_reason: null }] });
      response.write('data: [DONE]\n\n');
    });
    // Twenty seconds of silence are borne; none are waited for.
    const begun = performance.now();
    expect(await last(backendFor(server.baseUrl).stream(request(), call()))).toMatchObject({
      text: 'hello',
      state: AnswerState.WHOLE,
    });
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(server.seen).toHaveLength(1);
  });
});

describe('a stream', () => {
  const inBytes =
    (text: string, length: number): Behaviour =>
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const bytes = Buffer.from(text);
      let at = 0;
      const send = (): void => {
        if (at >= bytes.length) response.end();
        else response.write(bytes.subarray(at, (at += length)), () => setImmediate(send));
      };
      send();
    };
  const chunk = (content: string): string =>
    JSON.stringify({ choices: [{ delta: { content }, finish_reason: null }] });

  it.each([
    ['line ends of all kinds', `: hi\r\n\r\ndata: ${chunk('gr')}\r\rdata:${chunk('üß')}\n\ndata: [DONE]\n\n`],
    ['no empty lines', `data: ${chunk('gr')}\ndata: ${chunk('üß')}\ndata: [DONE]\n`],
    [
      'an object over several lines',
      `data: {"choices":\ndata: [{"delta":{"content":"grüß"}}]}\n\ndata: [DONE]`,
    ],
  ])('with %s is read, however its bytes come', async (_, text) => {
    for (const length of [1, 7, 1000]) {
      server.behave(inBytes(text, length));
      expect((await last(backendFor(server.baseUrl).stream(request(), call())))?.text).toBe('grüß');
    }
  });

  it('that has ended leaves its connection for the next', async () => {
    const sockets = new Set<unknown>();
    const remembering: Behaviour = (response, seen) => {
      sockets.add(response.socket);
      serving({ content: 'hello' })(response, seen);
    };
    server.behave(remembering);
    const backend = backendFor(server.baseUrl);
    for (let streams = 0; streams < 3; streams += 1) {
      await last(backend.stream(request(), call()));
      // The end of the answer is on its way.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(sockets.size).toBe(1);
  });

  it('of a server that has none is one piece', async () => {
    server.behave(answering('hello'));
    expect(await last(backendFor(server.baseUrl).stream(request(), call()))).toMatchObject({ text: 'hello' });
  });
});

describe('an answer without end', () => {
  const flood = (head: string, type: string): Behaviour & { readonly sent: () => number } => {
    let sent = 0;
    const block = 'x'.repeat(1024 * 1024);
    const behaviour: Behaviour = (response) => {
      response.writeHead(200, { 'content-type': type });
      response.write(head);
      const pour = (): void => {
        if (response.destroyed || sent > 300 * block.length) return void response.end();
        sent += block.length;
        response.write(block, pour);
      };
      pour();
    };
    return Object.assign(behaviour, { sent: () => sent });
  };

  it.each([
    ['whole', 'application/json', '{"choices": [{"message": {"content": "'],
    ['in pieces', 'text/event-stream', 'data: {"choices": [{"delta": {"content": "'],
  ])('is left alone at the limit, and not asked for again: %s', async (form, type, head) => {
    const behaviour = flood(head, type);
    server.behave(behaviour);
    const backend = backendFor(server.baseUrl);
    const failed =
      form === 'whole' ? backend.generate(request(), call()) : last(backend.stream(request(), call()));
    await expect(failed).rejects.toMatchObject({ reason: 'MODEL_SERVER_BROKEN_ANSWER' });
    await server.seen[0]?.disconnected;
    expect(server.seen).toHaveLength(1);
    // What is in flight comes on top.
    expect(behaviour.sent()).toBeLessThan(3 * MOST_ANSWER_BYTES);
  });
});

describe('the address', () => {
  it.each([
    ['http://h:8000', 'http://h:8000/v1/models'],
    ['http://h:8000/', 'http://h:8000/v1/models'],
    ['http://h:8000/v1/', 'http://h:8000/v1/models'],
    ['http://h:8000/v1/chat/completions', 'http://h:8000/v1/models'],
    ['https://h/openai/deployments/x?api-version=1', 'https://h/openai/deployments/x/models?api-version=1'],
    ['https://h/v1beta/openai/#top', 'https://h/v1beta/openai/models'],
  ])('%s is asked at %s', (base, asked) => {
    expect(new ServerAddress(base).of('models').href).toBe(asked);
  });

  it.each([404, 405])('that nobody answers (%d) is named by its variable', async (status) => {
    server.behave(json(status, { detail: 'Not Found' }));
    await expect(backendFor(server.baseUrl).generate(request(), call())).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('OPENAI_BASE_URL') as unknown,
    });
    expect(server.seen).toHaveLength(1);
  });

  it('of a dead port is named by its variable, and the key is not shown', async () => {
    const { baseUrl } = server;
    await server.close();
    const failed: unknown = await backendFor(baseUrl)
      .generate(request(), call())
      .catch((caught: unknown) => caught);
    expect(failed).toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'MODEL_SERVER_UNREACHABLE',
      usage: { calls: 3 },
    });
    expect(String(failed)).toMatch(/ECONNREFUSED.*OPENAI_BASE_URL/);
    expect(String(failed)).not.toContain('sk-test-secret');
    server = await startModelServer();
  });

  it('that leads to a page for people is named by its variable', async () => {
    server.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in</title>');
    });
    const backend = backendFor(server.baseUrl);
    for (const failed of [backend.generate(request(), call()), backend.models(call().signal)]) {
      await expect(failed).rejects.toThrow(/OPENAI_BASE_URL/);
    }
    await expect(last(backend.stream(request(), call()))).rejects.toThrow(/OPENAI_BASE_URL/);
  });
});

describe('a proxy', () => {
  let proxy: Server;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    proxy = createServer((incoming, response) => {
      asked.push(`${incoming.method} ${incoming.url}`);
      incoming.resume();
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ choices: [{ message: { content: 'by proxy' }, finish_reason: 'stop' }] }),
      );
    });
    proxy.on('connect', (incoming, socket) => {
      asked.push(`${incoming.method} ${incoming.url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => void proxy.close(() => resolve())));
  const address = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  it('is used for what is not on this machine', async () => {
    const backend = backendFor('http://models.example/v1', { proxy: { HTTP_PROXY: address() } });
    expect((await backend.generate(request(), call())).text).toBe('by proxy');
    expect(asked).toEqual(['POST http://models.example/v1/chat/completions']);
    await backend.close();
  });

  it('is asked for a tunnel to an https address', async () => {
    const backend = backendFor('https://models.example/v1', { proxy: { HTTPS_PROXY: address() } });
    await expect(backend.generate(request(), call())).rejects.toMatchObject({
      reason: 'MODEL_SERVER_UNREACHABLE',
    });
    expect(asked[0]).toBe('CONNECT models.example:443');
  });

  it('is not used for this machine', async () => {
    const backend = backendFor(server.baseUrl, { proxy: { HTTP_PROXY: address() } });
    expect((await backend.generate(request(), call())).text).toBe('hello');
    expect(asked).toEqual([]);
  });
});
