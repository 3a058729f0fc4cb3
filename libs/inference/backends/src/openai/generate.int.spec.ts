import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerState, Structure } from '@rookery/shared-contracts';
import { isRookeryError, type RookeryError } from '@rookery/shared-errors';
import {
  answering,
  broken,
  cutOff,
  failing,
  json,
  type ModelServer,
  silent,
  startModelServer,
} from '@rookery/shared-scripted-model-server';
import { backendFor, call, CANARY, request } from '../testing/requests.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

async function failure(promise: Promise<unknown>): Promise<RookeryError> {
  const caught: unknown = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!isRookeryError(caught)) throw new Error('expected a RookeryError', { cause: caught });
  expect(caught.message).not.toContain(CANARY);
  expect(caught.message).not.toContain('sk-test-secret');
  return caught;
}

describe('a completion', () => {
  it('is no longer than the worker lets it be, and says what was sent', async () => {
    const backend = backendFor(server.baseUrl, { mostOutput: 128 });
    for (const [asked, sent] of [
      [undefined, 128],
      [2048, 128],
      [24, 24],
    ] as const) {
      const completion = await backend.generate(request({ maxOutputTokens: asked }), call());
      expect([completion.sent?.maxOutputTokens, server.seen.at(-1)?.body['max_tokens']]).toEqual([
        sent,
        sent,
      ]);
    }
  });

  it('carries text, reason, tokens and cost, and asks with the defaults of the contract', async () => {
    const completion = await backendFor(server.baseUrl).generate(request({ seed: 5 }), call());
    expect(completion).toEqual({
      text: 'hello',
      state: AnswerState.WHOLE,
      usage: { calls: 1, inputTokens: 11, outputTokens: 7, costUsd: (11 + 70) / 1e6, unpricedCalls: 0 },
      structured: false,
      simulated: false,
      serverReason: 'stop',
      thought: false,
      sent: {
        temperature: 0.7,
        topP: 0.95,
        seed: 5,
        maxOutputTokens: 2048,
        structure: Structure.UNSPECIFIED,
        systemInUser: false,
        rolesJoined: false,
        seedShortened: false,
        placement: '',
      },
    });
    expect(server.seen[0]?.headers.authorization).toBe('Bearer sk-test-secret');
    expect(server.seen[0]?.body).toMatchObject({ temperature: 0.7, top_p: 0.95, max_tokens: 2048, seed: 5 });
  });

  it('sends no Authorization header without a key', async () => {
    await backendFor(server.baseUrl, { apiKey: undefined }).generate(request(), call());
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['length', AnswerState.CUT],
    ['content_filter', AnswerState.FILTERED],
    ['something-new', AnswerState.WHOLE],
  ])('maps the finish reason %s', async (reason, expected) => {
    server.behave(answering('x', reason));
    expect((await backendFor(server.baseUrl).generate(request(), call())).state).toBe(expected);
  });

  it('is empty and filtered when the server filters the prompt', async () => {
    server.behave(failing(400, { message: `filtered: ${CANARY}`, code: 'content_filter' }));
    const completion = await backendFor(server.baseUrl).generate(request(), call());
    expect(completion).toMatchObject({ text: '', state: AnswerState.FILTERED });
  });

  it('estimates tokens when the server reports none', async () => {
    server.behave(json(200, { choices: [{ message: { content: '12345678' }, finish_reason: 'stop' }] }));
    const { usage } = await backendFor(server.baseUrl).generate(request(), call());
    expect(usage).toMatchObject({ inputTokens: Math.ceil(CANARY.length / 4), outputTokens: 2 });
  });
});

describe('a server that misbehaves', () => {
  it.each([
    ['429', failing(429, { message: 'slow' }, { 'retry-after': '0' })],
    ['500', failing(500, { message: CANARY })],
    ['broken JSON', broken],
    ['a body cut off', cutOff],
    ['no choices', json(200, { choices: [] })],
  ])('%s, then well: the answer, with both calls counted', async (_, misbehaviour) => {
    server.behave(misbehaviour, answering('ok'));
    let attempts = 0;
    const completion = await backendFor(server.baseUrl).generate(
      request(),
      call({ attempted: () => void attempts++ }),
    );
    expect(completion).toMatchObject({ text: 'ok', usage: { calls: 2 } });
    expect(attempts).toBe(2);
  });

  it('429 for ever: RESOURCE_EXHAUSTED with the time the server asks for', async () => {
    server.behave(failing(429, { message: CANARY }, { 'retry-after-ms': '7' }));
    const error = await failure(backendFor(server.baseUrl).generate(request(), call()));
    expect(error).toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      retryAfterMs: 7,
      reason: 'MODEL_RATE_LIMITED',
    });
    expect(server.seen).toHaveLength(3);
  });

  it('does not wait past the deadline: the last error comes at once', async () => {
    server.behave(failing(429, { message: 'slow' }, { 'retry-after': '30' }));
    const deadline = new Date(Date.now() + 10_000);
    const error = await failure(backendFor(server.baseUrl).generate(request(), call({ deadline })));
    expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', retryAfterMs: 30_000 });
    expect(server.seen).toHaveLength(1);
  });

  it('a spent quota is not repeated', async () => {
    server.behave(failing(429, { message: 'x', code: 'insufficient_quota' }));
    const error = await failure(backendFor(server.baseUrl).generate(request(), call()));
    expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'MODEL_QUOTA_SPENT' });
    expect(error.retryAfterMs).toBeUndefined();
    expect(server.seen).toHaveLength(1);
  });

  it('500 for ever and a dead server: UNAVAILABLE', async () => {
    server.behave(failing(500, { message: CANARY }));
    expect((await failure(backendFor(server.baseUrl).generate(request(), call()))).code).toBe('UNAVAILABLE');
    const { baseUrl } = server;
    await server.close();
    const error = await failure(backendFor(baseUrl).generate(request(), call()));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', reason: 'MODEL_SERVER_UNREACHABLE' });
    server = await startModelServer();
  });

  it.each([
    [401, 'FAILED_PRECONDITION', 'OPENAI_API_KEY'],
    [403, 'FAILED_PRECONDITION', 'OPENAI_API_KEY'],
    [404, 'NOT_FOUND', 'some-model'],
    [400, 'INVALID_ARGUMENT', 'some-model'],
  ])('%d is permanent: %s', async (status, code, named) => {
    server.behave(failing(status, { message: `${CANARY} sk-test-secret`, code: `${CANARY} prose` }));
    const error = await failure(backendFor(server.baseUrl).generate(request(), call()));
    expect(error.code).toBe(code);
    expect(error.message).toContain(named);
    expect(server.seen).toHaveLength(1);
  });

  it('silence longer than an attempt may take: UNAVAILABLE, and the server sees us leave', async () => {
    server.behave(silent);
    const backend = backendFor(server.baseUrl, { attemptMs: 50 });
    const error = await failure(backend.generate(request(), call()));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', reason: 'MODEL_SERVER_STALLED' });
    await Promise.all(server.seen.map(({ disconnected }) => disconnected));
  });
});

describe('cancelling', () => {
  it.each([
    ['before the headers', silent],
    [
      'in the middle of the body',
      (response: Parameters<typeof silent>[0]) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"choices": ');
      },
    ],
  ])('%s stops the request at the server', async (_, behaviour) => {
    server.behave(behaviour);
    const stop = new AbortController();
    const answer = backendFor(server.baseUrl).generate(request(), call({ signal: stop.signal }));
    const outcome = answer.catch((caught: unknown) => caught);
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await outcome).toMatchObject({ code: 'CANCELLED', usage: { calls: 1, unpricedCalls: 1 } });
    await server.seen[0]?.disconnected;
    expect(server.seen).toHaveLength(1);
  });
});
