import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbedRequest, Role } from '@rookery/shared-contracts';
import { llamaCpp, type ModelServer, startModelServer } from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const MODEL = 'tiny';
const { signal } = new AbortController();

// The real one is asked the same by `npm run test:engine`, where Python is there.
describe('llama.cpp, as its own server answers', () => {
  it('refuses a prompt that is too long with both lengths', async () => {
    server.behave(llamaCpp({ model: MODEL, contextTokens: 1024 }));
    const messages = [{ role: Role.USER, content: 'word '.repeat(1500) }];
    await expect(
      backendFor(server.baseUrl).generate(request({ model: MODEL, messages }), call()),
    ).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'MODEL_REQUEST_TOO_LONG',
      metadata: { prompt_tokens: '1531', context_tokens: '1024' },
    });
  });

  it('refuses a text that is too long for a vector with both lengths, in a 500 that does not pass', async () => {
    server.behave(llamaCpp({ model: MODEL }));
    const embed = EmbedRequest.fromPartial({ model: MODEL, texts: ['word '.repeat(1500)] });
    await expect(backendFor(server.baseUrl).embed(embed, call())).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'MODEL_REQUEST_TOO_LONG',
      message: expect.stringMatching(/1501 tokens, and it takes at most 512$/) as unknown,
      metadata: { prompt_tokens: '1501', context_tokens: '512' },
      usage: { calls: 1 },
    });
  });

  it('says what it is', async () => {
    server.behave(llamaCpp({ model: MODEL }));
    expect(await backendFor(server.baseUrl).server.facts(signal)).toMatchObject({
      software: 'llama.cpp',
      version: 'b11549-abcdef',
      models: [{ id: MODEL, contextTokens: 2048 }],
      startedAt: undefined,
    });
  });

  it('is away while it reads its weights', async () => {
    server.behave(llamaCpp({ model: MODEL, loading: true }));
    const backend = backendFor(server.baseUrl);
    await expect(backend.models(signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(backend.generate(request({ model: MODEL }), call())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'MODEL_SERVER_FAILED',
    });
  });
});
