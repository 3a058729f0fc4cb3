import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  answering,
  failing,
  json,
  type ModelServer,
  silent,
  startModelServer,
  streaming,
} from '@rookery/shared-scripted-model-server';
import {
  AnswerState,
  type InferenceServiceClient,
  InferenceServiceDefinition,
  Purpose,
  Role,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { modelForTests } from '@rookery/shared-embedding/testing';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { client, type ClientCallOptions, connect } from '@rookery/shared-transport';
import { readConfig } from '@rookery/shared-runtime';
import { type RunningService } from '@rookery/shared-server';
import { startWorker } from './start-worker.ts';
import { workerConfig } from './worker-config.ts';

const CANARY = 'canary-42-widowed';
const RETRY_AFTER = { 'retry-after-ms': '1' };

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

let registry: WorkerRegistry;
let openai: ModelServer;
beforeEach(async () => {
  [registry, openai] = await Promise.all([startWorkerRegistry(), startModelServer()]);
});
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await Promise.all([registry.close(), openai.close()]);
});

const environment = (variables: Record<string, string>): Record<string, string> => ({
  DATABASE_URL: database.connectionString,
  ROOKERY_LOG_LEVEL: 'silent',
  ROOKERY_PORT: '0',
  ROOKERY_GATEWAY_ADDRESS: registry.address,
  ROOKERY_WORKER_ID: 'w1',
  OPENAI_BASE_URL: openai.baseUrl,
  ROOKERY_OPENAI_MODELS: 'real-model',
  ...variables,
});

async function start(
  variables: Record<string, string> = {},
): Promise<{ worker: RunningService; inference: InferenceServiceClient<ClientCallOptions> }> {
  const worker = await startWorker(readConfig(workerConfig, environment(variables)));
  open.push(worker);
  const channel = connect(worker.address);
  open.push(channel);
  return { worker, inference: client(InferenceServiceDefinition, channel) };
}

const request = (fields: object = {}) => ({
  model: 'real-model',
  purpose: Purpose.ANSWER,
  messages: [{ role: Role.USER, content: CANARY }],
  ...fields,
});

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a call', () => {
  it('goes through retries to the model and back, with usage and latency', async () => {
    openai.behave(
      failing(429, { message: 'slow' }, RETRY_AFTER),
      failing(500, { message: 'x' }),
      answering('hello'),
    );
    const { inference } = await start();
    const response = await inference.generate(request());
    expect(response).toMatchObject({
      text: 'hello',
      state: AnswerState.WHOLE,
      usage: { calls: 3, inputTokens: 11, outputTokens: 7 },
      simulated: false,
      serverReason: 'stop',
      thought: false,
      sent: { temperature: 0.7, topP: 0.95, maxOutputTokens: 2048 },
    });
    expect(response.latencyMs).toBeGreaterThan(0);
  });

  it('that keeps being refused fails with the time to wait, and never quotes the prompt', async () => {
    openai.behave(failing(429, { message: CANARY }, RETRY_AFTER));
    const { inference } = await start({ ROOKERY_OPENAI_MAX_ATTEMPTS: '2' });
    const error: unknown = await inference.generate(request()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', retryAfterMs: 1 });
    expect(String(error)).not.toContain(CANARY);
  });

  it('that is cancelled or out of time stops the request at the model server', async () => {
    openai.behave(silent);
    const { inference } = await start();
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    const cancelled = inference
      .generate(request(), { signal: stop.signal, onHeader: () => asked.resolve() })
      .catch((caught: unknown) => caught);
    await asked.promise;
    await until(() => openai.seen.length === 1);
    stop.abort();
    // What it took nobody is told any more; that the model was asked is known.
    expect(await cancelled).toMatchObject({ code: 'CANCELLED', usage: { calls: 1, unpricedCalls: 1 } });
    await openai.seen[0]?.disconnected;
    const { inference: late } = await start({ ROOKERY_WORKER_ID: 'w2' });
    await expect(late.generate(request(), { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      usage: { calls: 1, unpricedCalls: 1 },
    });
    await Promise.all(openai.seen.map(({ disconnected }) => disconnected));
  });

  it('with the same request_id has one effect', async () => {
    const { inference } = await start();
    const named = request({ requestId: 'once' });
    const answers = await Promise.all([inference.generate(named), inference.generate(named)]);
    answers.push(await inference.generate(named));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['hello']));
    expect(openai.seen).toHaveLength(1);
    // Whoever adds up meets its tokens once.
    expect(answers.reduce((sum, { usage }) => sum + (usage?.calls ?? 0), 0)).toBe(1);
    await expect(inference.generate(request({ requestId: 'once', seed: 9 }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('for a model that nobody knows names those that are known', async () => {
    const { inference } = await start();
    await expect(inference.generate(request({ model: 'x' }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('real-model') as unknown,
    });
  });

  it('is refused early when places and queue are taken', async () => {
    openai.behave(silent);
    const { inference } = await start({
      ROOKERY_WORKER_CAPACITY: '1',
      ROOKERY_WORKER_INTERACTIVE_PLACES: '0',
      ROOKERY_WORKER_QUEUE: '0',
    });
    const stop = new AbortController();
    const first = inference.generate(request(), { signal: stop.signal }).catch(() => undefined);
    await until(() => openai.seen.length === 1);
    await expect(inference.generate(request())).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'WORKER_FULL',
      retryAfterMs: expect.any(Number) as unknown,
    });
    stop.abort();
    await first;
  });
});

describe('what somebody waits for', () => {
  it.each([
    [Purpose.EXTRACT, 3],
    [Purpose.SCREEN, 3],
    [Purpose.JUDGE, 4],
  ])('is tried three times at most (purpose %d)', async (purpose, requests) => {
    openai.behave(failing(500, { message: 'down' }));
    const { inference } = await start({ ROOKERY_OPENAI_MAX_ATTEMPTS: '4' });
    await expect(inference.generate(request({ purpose }))).rejects.toMatchObject({
      usage: { calls: requests },
    });
    expect(openai.seen).toHaveLength(requests);
  });
});

describe('a stream', () => {
  /** A worker that knows of the model that it does not think silently, so that streams are not held back. */
  async function acquainted(variables: Record<string, string> = {}) {
    const started = await start(variables);
    for (let answers = 0; answers < 3; answers += 1) await started.inference.generate(request());
    return started;
  }

  it('passes pieces on, then everything', async () => {
    const { inference } = await acquainted();
    openai.behave(streaming(['a', 'b'], 'done'));
    const events: unknown[] = [];
    for await (const { event } of inference.generateStream({ request: request() })) events.push(event);
    expect(events).toMatchObject([
      { $case: 'text', value: 'a' },
      { $case: 'text', value: 'b' },
      { $case: 'completed', value: { text: 'ab', usage: { calls: 1 } } },
    ]);
  });

  it('whose reader leaves is stopped at the model server', async () => {
    const { inference } = await acquainted();
    openai.behave(streaming(['a'], 'stall'));
    for await (const _ of inference.generateStream({ request: request() })) break;
    await openai.seen[0]?.disconnected;
  });

  it('that stalls fails', async () => {
    const { inference } = await acquainted({ ROOKERY_OPENAI_IDLE_TIMEOUT_MS: '100' });
    openai.behave(streaming(['a'], 'stall'));
    const reading = (async () => {
      for await (const _ of inference.generateStream({ request: request() }));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'MODEL_SERVER_STALLED' });
  });
});

describe('simulated models', () => {
  it('stand beside real ones, are listed as simulated, and can be turned off', async () => {
    const both = await (await start()).inference.listModels({});
    const simulated = both.models.filter((model) => model.simulated).map(({ id }) => id);
    expect(simulated).toContain('sim/gpt-4o');
    expect(both.models.map(({ id }) => id)).toContain('real-model');
    const off = await start({ ROOKERY_SIMULATED_MODELS: 'off', ROOKERY_WORKER_ID: 'w2' });
    await until(async () => (await off.inference.listModels({})).models.length === 1);
  });

  it('answer over the wire, marked', async () => {
    const { inference } = await start();
    const response = await inference.generate(request({ model: 'sim/qwen-2.5-7b', seed: 3 }));
    expect(response).toMatchObject({ simulated: true, usage: { costUsd: 0, unpricedCalls: 0 } });
    expect(response.text).toContain('Simulated by sim/qwen-2.5-7b');
    const { embeddings } = await inference.embed({ model: 'sim/embedder', texts: ['a b', 'c'] });
    expect(embeddings).toHaveLength(2);
  });
});

describe('the sentence embedder', () => {
  it('is offered where it is installed and switched on', async () => {
    const modelFolder = await modelForTests();
    const variables = { ROOKERY_SERVE_EMBEDDER: 'on', ROOKERY_DATA: modelFolder ?? '/nowhere' };
    if (modelFolder === undefined) {
      await expect(start(variables)).rejects.toThrow('npm run models');
      return;
    }
    const { inference } = await start(variables);
    const id = 'all-minilm-l6-v2-int8';
    const texts = ['my knee hurts', 'pain in the leg', 'the rent is due'];
    const { embeddings, usage } = await inference.embed({ model: id, texts });
    const [a = [], b = [], c = []] = embeddings.map(({ values }) => values);
    const cosine = (x: number[], y: number[]): number => x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.1);
    expect(usage).toMatchObject({ calls: 1, costUsd: 0, unpricedCalls: 0 });
    await expect(inference.generate(request({ model: id }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await inference.listModels({})).models.map((one) => one.id)).toContain(id);
  });
});

describe('the list at the gateway', () => {
  it('has the worker with its models while it runs, and loses it when it stops', async () => {
    const { worker } = await start();
    await until(() => registry.workers().length === 1);
    expect(registry.workers()[0]).toMatchObject({ id: 'w1', address: worker.address, capacity: 64 });
    await worker.close();
    expect(registry.workers()).toEqual([]);
  });

  it('gets it back when the gateway forgot it or was started anew', async () => {
    await start();
    await until(() => registry.workers().length === 1);
    registry.forget();
    await until(() => registry.workers().length === 1);
    const port = Number(registry.address.split(':').at(-1));
    await registry.close();
    registry = await startWorkerRegistry({ port });
    await until(() => registry.workers().length === 1);
  });

  it('follows the models of the server', async () => {
    openai.behave(failing(503, { message: 'loading' }));
    await start({ ROOKERY_OPENAI_MODELS: '', ROOKERY_SIMULATED_MODELS: 'off' });
    // Entered all the same, so that whoever asks for models is told why there are none.
    await until(() => registry.workers().length === 1);
    expect(registry.workers()[0]).toMatchObject({
      models: [],
      silentServers: [{ worker: 'w1', reason: expect.stringContaining('503') as unknown }],
    });
    openai.behave(json(200, { object: 'list', data: [{ id: 'late', object: 'model' }] }));
    await until(() => registry.workers()[0]?.models[0]?.id === 'late');
    expect(registry.workers()[0]?.silentServers).toEqual([]);
  });
});

describe('records', () => {
  it('tell model, purpose, tokens and error kind of every call, and no text', async () => {
    await database.pool.query('TRUNCATE inference.model_call');
    const { worker, inference } = await start({ ROOKERY_OPENAI_MAX_ATTEMPTS: '1' });
    await inference.generate(request({ purpose: Purpose.JUDGE }));
    openai.behave(failing(500, { message: CANARY }));
    const failed = inference.generate(request());
    await expect(failed).rejects.toMatchObject({ usage: { calls: 1, outputTokens: 0, unpricedCalls: 1 } });
    await worker.close();
    const { rows } = await database.pool.query<Record<string, unknown>>(
      'SELECT * FROM inference.model_call ORDER BY at',
    );
    expect(rows).toMatchObject([
      {
        worker: 'w1',
        backend: 'openai',
        model: 'real-model',
        purpose: 'judge',
        requests: 1,
        input_tokens: '11',
        error_kind: null,
      },
      { purpose: 'answer', requests: 1, error_kind: 'MODEL_SERVER_FAILED' },
    ]);
    expect(JSON.stringify(rows)).not.toContain(CANARY);
  });
});

describe('a configuration', () => {
  it.each([
    ['two lines', 'sk-canary-1\nsk-canary-2', 'more than one line'],
    ['typographic quotation marks', '\u201csk-canary-1\u201d', 'typographic quotation mark'],
    ['quotation marks', '"sk-canary-1"', 'stands in quotation marks'],
    ['the word Bearer', 'Bearer sk-canary-1', 'begins with the word Bearer'],
    ['a sign of another script', 'sk-canary-\u0430', 'its character 11 of 11'],
  ])('with %s in the key stops the start with a sentence that does not show it', (_, key, sentence) => {
    const read = (): unknown => readConfig(workerConfig, environment({ OPENAI_API_KEY: key }));
    expect(read).toThrow(new RegExp(`OPENAI_API_KEY.*${sentence}`));
    expect(read).not.toThrow(/canary/);
  });

  it('with blanks around the key takes it without them', () => {
    expect(readConfig(workerConfig, environment({ OPENAI_API_KEY: ' sk-1\n' })).OPENAI_API_KEY).toBe('sk-1');
  });

  it('with a proxy that is none stops the start only where a server is asked', async () => {
    await expect(start({ HTTPS_PROXY: 'me:canary@proxy' })).rejects.toThrow(/HTTPS_PROXY.*not shown/);
    await start({ HTTPS_PROXY: 'me:canary@proxy', OPENAI_BASE_URL: '', ROOKERY_OPENAI_MODELS: '' });
  });

  it('without any model stops the start', async () => {
    const variables = { OPENAI_BASE_URL: '', ROOKERY_SIMULATED_MODELS: 'off' };
    await expect(start(variables)).rejects.toThrow('ROOKERY_SIMULATED_MODELS');
  });

  it('with a price list that cannot be read stops the start', async () => {
    await expect(start({ ROOKERY_OPENAI_PRICES: '{' })).rejects.toThrow(/ROOKERY_OPENAI_PRICES.*not JSON/);
  });

  it('with a wrong value is named', () => {
    expect(() => readConfig(workerConfig, environment({ ROOKERY_WORKER_CAPACITY: '0' }))).toThrow(
      /ROOKERY_WORKER_CAPACITY is "0".*1 to 100000/,
    );
  });
});
