import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  answering,
  type Behaviour,
  failing,
  json,
  type ModelServer,
  serving,
  startModelServer,
  vllm,
} from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const { signal } = new AbortController();
const COMMIT = 'a09a35458c702b33eeacc393d103063234e8bc28';

/** What is at some addresses; elsewhere is nothing. */
const at =
  (answers: Readonly<Record<string, Behaviour>>): Behaviour =>
  (response, asked) =>
    (answers[asked.path] ?? json(404, { detail: 'Not Found' }))(response, asked);
const list = (fields: object): Behaviour =>
  json(200, { object: 'list', data: [{ object: 'model', ...fields }] });

describe('what a server says of itself', () => {
  it('is read of vLLM', async () => {
    server.behave(
      vllm({ model: 'm', root: 'Qwen/Qwen2.5-7B-Instruct', maxModelLen: 8192, startedAt: 1_700_000_000.25 }),
    );
    expect(await backendFor(server.baseUrl).server.facts(signal)).toEqual({
      software: 'vllm',
      version: '0.33.0',
      models: [{ id: 'm', loadedFrom: 'Qwen/Qwen2.5-7B-Instruct', revision: undefined, contextTokens: 8192 }],
      dtype: undefined,
      tensorParallel: undefined,
      startedAt: 1_700_000_000.25,
    });
  });

  it('is the commit, where it was loaded from the cache of the hub', async () => {
    const root = `/root/.cache/huggingface/hub/models--Qwen--Qwen2.5-7B-Instruct/snapshots/${COMMIT}`;
    server.behave(vllm({ model: 'm', root }));
    const { models } = await backendFor(server.baseUrl).server.facts(signal);
    expect(models[0]).toMatchObject({ loadedFrom: 'Qwen/Qwen2.5-7B-Instruct', revision: COMMIT });
  });

  it.each(['server_info', 'get_server_info'])('is read of SGLang, at /%s', async (name) => {
    server.behave(
      at({
        '/v1/models': list({ id: 'm', owned_by: 'sglang', root: 'm', max_model_len: 4096 }),
        [`/${name}`]: json(200, { version: '0.5.8', dtype: 'bfloat16', tp_size: 2, revision: COMMIT }),
      }),
    );
    expect(await backendFor(server.baseUrl).server.facts(signal)).toMatchObject({
      software: 'sglang',
      version: '0.5.8',
      dtype: 'bfloat16',
      tensorParallel: 2,
      models: [{ revision: COMMIT, contextTokens: 4096 }],
    });
  });

  it('is read of llama.cpp', async () => {
    server.behave(
      at({
        '/v1/models': list({ id: 'tiny.gguf', owned_by: 'llamacpp', meta: { n_ctx_train: 32_768 } }),
        '/props': json(200, {
          build_info: 'b6789-abcdef',
          model_path: '/models/tiny.gguf',
          default_generation_settings: { n_ctx: 2048 },
        }),
      }),
    );
    expect(await backendFor(server.baseUrl).server.facts(signal)).toMatchObject({
      software: 'llama.cpp',
      version: 'b6789-abcdef',
      models: [{ id: 'tiny.gguf', contextTokens: 2048, loadedFrom: undefined }],
    });
  });

  it('is unknown where it says nothing', async () => {
    server.behave(at({ '/v1/models': json(200, { data: ['m'] }) }));
    expect(await backendFor(server.baseUrl).server.facts(signal)).toEqual({
      software: undefined,
      version: undefined,
      models: [{ id: 'm', loadedFrom: undefined, revision: undefined, contextTokens: undefined }],
      dtype: undefined,
      tensorParallel: undefined,
      startedAt: undefined,
    });
  });

  it('is unknown where it is no plain word', async () => {
    for (const version of ['\u001b[31m1.0', 'v'.repeat(101), '']) {
      server.behave(vllm({ model: 'm', root: `${'a'.repeat(200)}/b`, version }));
      const { version: read, models } = await backendFor(server.baseUrl).server.facts(signal);
      expect([read, models[0]?.loadedFrom]).toEqual([undefined, undefined]);
    }
  });

  it('is that it is not well, while its engine is dead', async () => {
    server.behave(at({ '/v1/models': list({ id: 'm', owned_by: 'vllm' }), '/health': json(503, {}) }));
    await expect(backendFor(server.baseUrl).server.facts(signal)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('GET /health: 503') as unknown,
    });
  });

  it('is what it lists now, also of models that are configured', async () => {
    const backend = backendFor(server.baseUrl, { models: ['m'] });
    expect(backend.server.listed()).toMatchObject([{ id: 'm', loadedFrom: undefined }]);
    server.behave(vllm({ model: 'm', root: 'a/b' }));
    await backend.server.facts(signal);
    expect(backend.server.listed()).toMatchObject([{ id: 'm', loadedFrom: 'a/b' }]);
  });
});

describe('a connection that breaks off', () => {
  it('is counted, and an answer that is no good is not', async () => {
    const backend = backendFor(server.baseUrl);
    server.behave(failing(500, { message: 'x' }));
    await expect(backend.generate(request(), call())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(backend.server.breaks).toBe(0);
    await server.close();
    await expect(backend.generate(request(), call())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(backend.server.breaks).toBeGreaterThan(0);
    server = await startModelServer();
  });
});

describe('the template of a model, tried out', () => {
  const tried = (behaviour: Behaviour) => {
    server.behave(behaviour);
    return backendFor(server.baseUrl).server.tryTemplate('m', signal);
  };

  it('takes a system message, keeps to a schema, and does not think', async () => {
    expect(await tried(vllm({ model: 'm' }))).toEqual({
      systemRole: true,
      thoughts: 'none',
      structured: true,
    });
  });

  it('has no system role', async () => {
    expect(await tried(vllm({ model: 'm', takesSystem: false }))).toMatchObject({
      systemRole: false,
      thoughts: 'none',
    });
  });

  it('thinks beside its answers, by the old name and the new, or within them', async () => {
    expect((await tried(vllm({ model: 'm', thinks: true }))).thoughts).toBe('beside');
    expect((await tried(serving({ content: 'heron', thought: 'hm' }))).thoughts).toBe('beside');
    expect((await tried(answering('<think>hm'))).thoughts).toBe('within');
    expect((await tried(answering('hm</think>heron'))).thoughts).toBe('within');
  });

  it('has a server that takes a schema and does not keep to it', async () => {
    expect((await tried(answering('It is a heron.'))).structured).toBe(false);
  });

  it('cannot be told of a server that refuses everything, or fails', async () => {
    const unknown = { systemRole: undefined, thoughts: undefined, structured: undefined };
    expect(await tried(failing(400, { message: 'no' }))).toEqual(unknown);
    expect(await tried(failing(503, { message: 'loading' }))).toEqual(unknown);
  });
});

describe('sampling of the catalogue', () => {
  const sampling = () => ({ temperature: 0.6, topP: 0.9, topK: 20, minP: 0, repetitionPenalty: 1.05 });

  it('is sent where a request does not say', async () => {
    const { sent } = await backendFor(server.baseUrl, { sampling }).generate(request({ topP: 1 }), call());
    expect(server.seen[0]?.body).toMatchObject({
      temperature: 0.6,
      top_p: 1,
      top_k: 20,
      min_p: 0,
      repetition_penalty: 1.05,
    });
    expect(sent).toMatchObject({ temperature: 0.6, topP: 1, topK: 20, minP: 0, repetitionPenalty: 1.05 });
  });

  it('of other models is that of the contract, and nothing else is sent', async () => {
    await backendFor(server.baseUrl).generate(request(), call());
    expect(server.seen[0]?.body).toMatchObject({ temperature: 0.7, top_p: 0.95 });
    for (const name of ['top_k', 'min_p', 'repetition_penalty'])
      expect(server.seen[0]?.body).not.toHaveProperty(name);
  });

  it('is left out where the server does not know it, and said so', async () => {
    server.behave(
      failing(400, { message: 'Unrecognized request argument supplied: top_k' }),
      answering('hello'),
    );
    const { sent } = await backendFor(server.baseUrl, { sampling }).generate(request(), call());
    expect(sent).toMatchObject({
      temperature: 0.6,
      topK: undefined,
      minP: undefined,
      repetitionPenalty: undefined,
    });
    expect(server.seen[1]?.body).not.toHaveProperty('top_k');
  });
});
