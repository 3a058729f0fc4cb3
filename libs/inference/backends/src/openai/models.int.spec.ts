import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Capability, EmbedRequest } from '@rookery/shared-contracts';
import {
  type Behaviour,
  failing,
  json,
  type ModelServer,
  startModelServer,
} from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const { signal } = new AbortController();

describe('models', () => {
  it('come from the server when none are configured, with prices, and never under a simulated name', async () => {
    const data = ['some-model', 'text-embedding-3', 'sim/gpt-4o'].map((id) => ({ id, object: 'model' }));
    server.behave(json(200, { object: 'list', data }));
    const models = await backendFor(server.baseUrl).models(signal);
    expect(models).toEqual([
      {
        id: 'some-model',
        simulated: false,
        capabilities: [Capability.GENERATE],
        inputUsdPerMillionTokens: 1,
        outputUsdPerMillionTokens: 10,
        batchInputUsdPerMillionTokens: 0.5,
        batchOutputUsdPerMillionTokens: 5,
        world: '',
        placements: [],
      },
      expect.objectContaining({ id: 'text-embedding-3', capabilities: [Capability.EMBED] }),
    ]);
  });

  it('are asked for again once a connection has broken off, by all calls together', async () => {
    server.behave(json(200, { data: [{ id: 'first' }] }));
    const backend = backendFor(server.baseUrl);
    await backend.models(signal);
    const port = Number(new URL(server.baseUrl).port);
    await server.close();
    await expect(backend.generate(request({ model: 'first' }), call())).rejects.toMatchObject({
      reason: 'MODEL_SERVER_UNREACHABLE',
    });
    server = await startModelServer({ port });
    server.behave(json(200, { data: [{ id: 'second' }] }));
    const lists = await Promise.all([1, 2, 3].map(() => backend.models(signal)));
    expect(lists.map((models) => models.map(({ id }) => id))).toEqual([['second'], ['second'], ['second']]);
    expect(server.seen).toHaveLength(1);
  });

  it('are as configured, without asking the server', async () => {
    const models = await backendFor(server.baseUrl, { models: ['a', 'b'] }).models(signal);
    expect(models.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(server.seen).toHaveLength(0);
  });

  it.each<[string, unknown]>([
    ['a bare list', [{ id: 'a' }, { id: 'b' }]],
    ['a list of names', ['a', 'b']],
    ['{"models": ..} of names', { models: ['a', 'b'] }],
    ['{"models": ..} of objects', { models: [{ name: 'a' }, { model: 'b', name: 'B' }] }],
  ])('are read from %s', async (_, body) => {
    server.behave(json(200, body));
    const models = await backendFor(server.baseUrl).models(signal);
    expect(models.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('are read from all pages, and a page that comes again ends it', async () => {
    const page = (id: string, has_more: boolean): Behaviour =>
      json(200, { data: [{ id }], has_more, last_id: id });
    server.behave(page('a', true), page('b', true), page('b', true));
    const models = await backendFor(server.baseUrl).models(signal);
    expect(models.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/v1/models',
      '/v1/models?after=a',
      '/v1/models?after=b',
    ]);
  });

  it.each([
    ['404', json(404, { detail: 'Not Found' })],
    ['something else', json(200, { hello: 'there' })],
  ])('that cannot be found (%s) are said so with the variable', async (_, behaviour) => {
    server.behave(behaviour);
    await expect(backendFor(server.baseUrl).models(signal)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('OPENAI_BASE_URL') as unknown,
    });
  });

  it('cannot be told while the server is failing', async () => {
    server.behave(failing(500, { message: 'x' }));
    await expect(backendFor(server.baseUrl).models(signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('embeddings', () => {
  const texts = EmbedRequest.fromPartial({ model: 'e', texts: ['a', 'b'] });

  it('come in the order of the texts, with length 1', async () => {
    const data = [
      { index: 1, embedding: [0, 2] },
      { index: 0, embedding: [3, 4] },
    ];
    server.behave(json(200, { data, usage: { prompt_tokens: 2, total_tokens: 2 } }));
    const { embeddings, usage } = await backendFor(server.baseUrl).embed(texts, call());
    expect(embeddings).toEqual([{ values: [0.6, 0.8] }, { values: [0, 1] }]);
    expect(usage).toMatchObject({ calls: 1, inputTokens: 2 });
  });

  it.each([
    ['one too few', [{ index: 0, embedding: [1] }]],
    [
      'something else',
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: ['x'] },
      ],
    ],
  ])('%s is a broken answer', async (_, data) => {
    server.behave(json(200, { data }));
    await expect(backendFor(server.baseUrl).embed(texts, call())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'MODEL_SERVER_BROKEN_ANSWER',
    });
  });
});
