import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerState, Role } from '@rookery/shared-contracts';
import { json, type ModelServer, startModelServer, vllm } from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';
import type { OpenAiBackend } from './openai-backend.ts';

const MODEL = 'Qwen/QwQ-32B';
const ANSWER = 'Talk to somebody you trust.';

let server: ModelServer;
let backend: OpenAiBackend;
beforeEach(async () => {
  server = await startModelServer();
  backend = backendFor(server.baseUrl);
});
afterEach(async () => {
  await backend.close();
  await server.close();
});

const { signal } = new AbortController();
const asking = (words: number, maxOutputTokens: number) =>
  request({ model: MODEL, messages: [{ role: Role.USER, content: 'word '.repeat(words) }], maxOutputTokens });

async function streamed(): Promise<{ readonly text: string; readonly thought: boolean }> {
  let text = '';
  for await (const event of backend.stream(asking(3, 16), call())) {
    if (event.completed !== undefined) return { text, thought: event.completed.thought };
    text += event.text;
  }
  throw new Error('the stream did not end');
}

describe('the load of vLLM', () => {
  it.each(['now', 'before'] as const)('is what its metrics say, by their names of %s', async (metrics) => {
    server.behave(vllm({ model: MODEL, metrics }));
    expect(await backend.server.load(signal)).toEqual({ running: 0, waiting: 0, cacheUsed: 0.25 });
  });

  it.each([
    ['its metrics do not say it', vllm({ model: MODEL, metrics: 'none', startedAt: 1_700_000_000 })],
    ['there are none', json(404, { detail: 'Not Found' })],
  ])('is unknown, and not zero, where %s', async (_, behaviour) => {
    server.behave(behaviour);
    expect(await backend.server.load(signal)).toEqual({
      running: undefined,
      waiting: undefined,
      cacheUsed: undefined,
    });
  });
});

describe('a caller of vLLM who leaves', () => {
  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['an answer', (left) => backend.generate(asking(3, 16), call({ signal: left }))],
    [
      'a stream',
      (left) =>
        backend
          .stream(asking(3, 16), call({ signal: left }))
          [Symbol.asyncIterator]()
          .next(),
    ],
  ])('ends the work on %s', async (_, ask) => {
    server.behave(vllm({ model: MODEL, holds: true }));
    const caller = new AbortController();
    const asked = ask(caller.signal);
    while ((await backend.server.load(signal)).running !== 1);
    caller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED', usage: { calls: 1 } });
    while ((await backend.server.load(signal)).running !== 0);
  });
});

describe('thoughts of vLLM', () => {
  it.each(['reasoning', 'reasoning_content'] as const)(
    'are left out, whole and in pieces: %s',
    async (field) => {
      server.behave(vllm({ model: MODEL, thinks: true, thoughtField: field, says: ANSWER }));
      expect(await backend.generate(asking(3, 16), call())).toMatchObject({
        text: ANSWER,
        thought: true,
        state: AnswerState.WHOLE,
      });
      expect(await streamed()).toEqual({ text: ANSWER, thought: true });
      expect(await backend.server.tryTemplate(MODEL, signal)).toMatchObject({ thoughts: 'beside' });
    },
  );
});

describe('refusals of vLLM', () => {
  it('for a prompt that is too long say both lengths', async () => {
    server.behave(vllm({ model: MODEL, maxModelLen: 4096 }));
    await expect(backend.generate(asking(5000, 64), call())).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'MODEL_REQUEST_TOO_LONG',
      metadata: { prompt_tokens: '5000', context_tokens: '4096' },
      usage: { calls: 1 },
    });
  });

  it('are met by a shorter answer where that leaves room, and remembered', async () => {
    server.behave(vllm({ model: MODEL, maxModelLen: 4096, says: ANSWER }));
    for (const calls of [2, 1]) {
      const { sent, usage } = await backend.generate(asking(3000, 2048), call());
      expect([sent?.maxOutputTokens, usage?.calls]).toEqual([1096, calls]);
    }
  });

  it('that have stopped counting say the context, and about what the prompt is', async () => {
    server.behave(vllm({ model: MODEL, maxModelLen: 4096, counts: 'cut' }));
    await expect(backend.generate(asking(8000, 64), call())).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'MODEL_REQUEST_TOO_LONG',
      message: expect.stringMatching(
        /about \d+ tokens and an answer of up to \d+, and it takes at most 4096/,
      ) as unknown,
      metadata: { context_tokens: '4096' },
    });
  });

  it('of an unknown model are not repeated', async () => {
    server.behave(vllm({ model: 'another' }));
    await expect(backend.generate(asking(3, 16), call())).rejects.toMatchObject({
      code: 'NOT_FOUND',
      reason: 'MODEL_UNKNOWN',
      usage: { calls: 1 },
    });
  });

  it('of a priority say what to do', async () => {
    const prioritised = backendFor(server.baseUrl, {
      hints: { priority: true, objectiveHeader: undefined, fairnessHeader: undefined, cacheSalt: 'off' },
    });
    server.behave(vllm({ model: MODEL }));
    await expect(prioritised.generate(asking(3, 16), call({ workClass: 'batch' }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(
        /--scheduling-policy priority, or .* without ROOKERY_OPENAI_PRIORITY/,
      ) as unknown,
    });
    // What people ask has 0, which it takes as nothing.
    expect((await prioritised.generate(asking(3, 16), call())).text).not.toBe('');
    server.behave(vllm({ model: MODEL, prioritises: true }));
    expect((await prioritised.generate(asking(3, 16), call({ workClass: 'batch' }))).text).not.toBe('');
    await prioritised.close();
  });

  it('of a dead engine are its own fault, and it says so of itself', async () => {
    server.behave(vllm({ model: MODEL, dead: true }));
    await expect(backend.generate(asking(3, 16), call())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'MODEL_SERVER_FAILED',
      usage: { calls: 3 },
    });
    await expect(backend.server.facts(signal)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('GET /health: 503') as unknown,
    });
  });
});
