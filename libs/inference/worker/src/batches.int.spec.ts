import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  type GenerateResponse,
  type InferenceServiceClient,
  InferenceServiceDefinition,
  Purpose,
  Role,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { readConfig } from '@rookery/shared-runtime';
import {
  answering,
  completion,
  failing,
  type BatchedAnswer,
  type BatchedRequest,
  type BatchOutcome,
  type ModelServer,
  serveBatches,
  type ServedBatches,
  startModelServer,
} from '@rookery/shared-scripted-model-server';
import { client, type ClientCallOptions, connect } from '@rookery/shared-transport';
import { startWorker } from './start-worker.ts';
import { workerConfig } from './worker-config.ts';

type Inference = InferenceServiceClient<ClientCallOptions>;

let database: Database;
let registry: WorkerRegistry;
let openai: ModelServer;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  registry = await startWorkerRegistry();
});
afterAll(() => registry.close());
beforeEach(async () => {
  [database, openai] = await Promise.all([testDatabase(), startModelServer()]);
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await openai.close();
  await database.close();
});

function serving(...outcomes: readonly [BatchOutcome, ...BatchOutcome[]]): ServedBatches {
  const served = serveBatches(outcomes, answering('not by the batch'));
  openai.behave(served.behaviour);
  return served;
}

async function start(
  variables: Record<string, string> = {},
): Promise<{ readonly inference: Inference; stop(): Promise<void> }> {
  const worker = await startWorker(
    readConfig(workerConfig, {
      DATABASE_URL: database.connectionString,
      ROOKERY_LOG_LEVEL: 'silent',
      ROOKERY_PORT: '0',
      ROOKERY_GATEWAY_ADDRESS: registry.address,
      ROOKERY_WORKER_ID: 'w1',
      // Whoever waits for a batch takes no place.
      ROOKERY_WORKER_CAPACITY: '1',
      ROOKERY_WORKER_QUEUE: '0',
      ROOKERY_BATCH_GATHER_MS: '60',
      ROOKERY_BATCH_POLL_MS: '40',
      ROOKERY_BATCH_ABANDON_MS: '400',
      OPENAI_BASE_URL: openai.baseUrl,
      ROOKERY_OPENAI_MODELS: 'real-model',
      ROOKERY_OPENAI_PRICES: '{"real-model": {"input": 2, "output": 10}}',
      ...variables,
    }),
  );
  const channel = connect(worker.address);
  open.push(worker, channel);
  const stop = async (): Promise<void> => {
    channel.close();
    await worker.close();
  };
  return { inference: client(InferenceServiceDefinition, channel), stop };
}

const asked = (name: string, fields: object = {}) => ({
  requestId: `run-1-${name}`,
  model: 'real-model',
  purpose: Purpose.ANSWER,
  messages: [{ role: Role.USER, content: `What about ${name}?` }],
  batch: true,
  ...fields,
});

const nameOf = ({ body }: BatchedRequest): string =>
  /about (\w+)/.exec(JSON.stringify(body['messages']))?.[1] ?? '';

/** Answers each request with its own name. */
const named = (request: BatchedRequest) => ({ status: 200, body: completion(`on ${nameOf(request)}`) });
/** The same, but for some; undefined: the server never gets to it. */
const namedBut =
  (others: Readonly<Record<string, BatchedAnswer>>) =>
  (request: BatchedRequest): BatchedAnswer =>
    nameOf(request) in others ? others[nameOf(request)] : named(request);

const names = (count: number): string[] => Array.from({ length: count }, (_, number) => `n${number}`);

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const askAll = (inference: Inference, all: readonly string[]): Promise<GenerateResponse[]> =>
  Promise.all(all.map((name) => inference.generate(asked(name))));

describe('calls by the batch', () => {
  it('go together, at half the price, and each gets its own answer, whatever their order', async () => {
    const served = serving({
      polls: 2,
      answer: named,
      output: (lines) => lines.toReversed().join('\n'),
    });
    const { inference } = await start();
    const answers = await askAll(inference, names(5));
    expect(answers.map(({ text }) => text)).toEqual(names(5).map((name) => `on ${name}`));
    expect(answers[0]).toMatchObject({
      state: AnswerState.WHOLE,
      usage: { calls: 1, inputTokens: 11, outputTokens: 7, unpricedCalls: 0 },
      sent: { temperature: 0.7, maxOutputTokens: 2048 },
      serverReason: 'stop',
    });
    expect(answers[0]?.usage?.costUsd).toBeCloseTo((11 * 2 + 7 * 10) / 1e6 / 2, 15);
    expect(served.batches).toHaveLength(1);
    expect(served.batches[0]?.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'real-model', stream: false },
    });
    // What people wrote does not stay there longer than it has to.
    await until(() => !served.files.has(served.batches[0]?.inputFile ?? ''));
    const { models } = await inference.listModels({});
    expect(models.find(({ id }) => id === 'real-model')).toMatchObject({
      inputUsdPerMillionTokens: 2,
      batchInputUsdPerMillionTokens: 1,
      batchOutputUsdPerMillionTokens: 5,
    });
  });

  it('survive doubled, unknown, torn and endless lines', async () => {
    serving({
      answer: named,
      output: ([first = '', ...rest]) =>
        [
          first.slice(0, 40),
          '{"custom_id": "of-nobody", "response": {"status_code": 200, "body": {}}}',
          'x'.repeat(9 * 1024 * 1024),
          first,
          first.replace('on n', 'a second time on n'),
          '[]',
          ...rest,
          '{"custom_id":',
        ].join('\n'),
    });
    const { inference } = await start();
    const answers = await askAll(inference, names(3));
    expect(answers.map(({ text }) => text)).toEqual(['on n0', 'on n1', 'on n2']);
  });

  it('that fail in it are asked again where that helps, and else fail as a call does', async () => {
    const served = serving(
      {
        answer: namedBut({
          n1: { status: 500, body: { error: { message: 'x' } } },
          n2: { status: 400, body: { error: { message: 'secret words', code: 'invalid_value' } } },
          n3: { status: 400, body: { error: { message: 'x', code: 'content_filter' } } },
        }),
      },
      { answer: named },
    );
    const { inference } = await start();
    const [n0, n1, n2, n3] = await Promise.allSettled(
      names(4).map((name) => inference.generate(asked(name))),
    );
    expect(n0).toMatchObject({ value: { text: 'on n0' } });
    expect(n1).toMatchObject({ value: { text: 'on n1', usage: { calls: 2 } } });
    expect(n2).toMatchObject({ reason: { code: 'INVALID_ARGUMENT', usage: { calls: 1 } } });
    expect(JSON.stringify(n2)).not.toContain('secret');
    expect(n3).toMatchObject({ value: { text: '', state: AnswerState.FILTERED } });
    expect(served.batches.map(({ requests }) => requests.map(nameOf))).toEqual([names(4), ['n1']]);
  });

  it('that an expired batch did not get to go into another one, and what it did is used', async () => {
    const served = serving(
      { status: 'expired', answer: namedBut({ n1: undefined, n2: undefined }) },
      { answer: named },
    );
    const { inference } = await start();
    const answers = await askAll(inference, names(3));
    expect(answers.map(({ text }) => text)).toEqual(['on n0', 'on n1', 'on n2']);
    const [first, ...others] = served.batches.map(({ requests }) => requests.map(nameOf));
    expect([first, others.flat().sort()]).toEqual([names(3), ['n1', 'n2']]);
  });

  it('end with the server for a reason where it refuses the batch', async () => {
    serving({ status: 'failed', word: 'token_limit_exceeded' });
    const { inference } = await start({ ROOKERY_OPENAI_MAX_ATTEMPTS: '1' });
    await expect(inference.generate(asked('full'))).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'MODEL_RATE_LIMITED',
      retryAfterMs: 300_000,
    });
    serving({ status: 'failed', word: 'mismatched_model' });
    await expect(inference.generate(asked('other'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'MODEL_SERVER_REFUSES_REQUEST',
      message: 'the model server refused the batch (mismatched_model)',
    });
    openai.behave(failing(404, { message: 'no such path' }));
    await expect(inference.generate(asked('none'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'the model server takes no batches (it answered 404); ask without them',
    });
  });

  it('are found in their batch by a worker that comes after one that died, and asked once', async () => {
    const served = serving({ polls: 8, answer: named });
    const first = await start();
    const lost = Promise.allSettled(names(3).map((name) => first.inference.generate(asked(name))));
    await until(() => served.batches.length === 1);
    await first.stop();
    expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const second = await start();
    const answers = await askAll(second.inference, names(3));
    expect(answers.map(({ text }) => text)).toEqual(['on n0', 'on n1', 'on n2']);
    expect(served.batches).toHaveLength(1);
    await second.stop();

    // And once more, when all is long done: out of the file. Another request is another one.
    const third = await start();
    const again = await askAll(third.inference, [...names(3), 'new']);
    expect(again.map(({ text }) => text)).toEqual(['on n0', 'on n1', 'on n2', 'on new']);
    expect(served.batches.map(({ requests }) => requests.map(nameOf))).toEqual([names(3), ['new']]);
    const other = { ...asked('n0'), messages: [{ role: Role.USER, content: 'What about others?' }] };
    expect((await third.inference.generate({ ...other, requestId: 'run-2' })).text).toBe('on others');
  });

  it('are not sent twice where the server made the batch and hung up', async () => {
    const served = serving({ hangsUp: true, answer: named }, { answer: named });
    const { inference } = await start();
    const answers = await askAll(inference, names(2));
    expect(answers.map(({ text }) => text)).toEqual(['on n0', 'on n1']);
    expect(served.batches).toHaveLength(1);
  });

  it('that nobody waits for are cancelled; what was done is given later, and the rest asked anew', async () => {
    const served = serving(
      { polls: 10_000, answer: namedBut({ n1: undefined, n2: { status: 200, body: completion('') } }) },
      { answer: named },
    );
    const { inference } = await start();
    const leaving = new AbortController();
    const left = Promise.allSettled(
      names(3).map((name) => inference.generate(asked(name), { signal: leaving.signal })),
    );
    await until(() => served.batches[0]?.status === 'in_progress');
    const { batches } = await inference.listBatches({ model: 'real-model' });
    expect(batches).toMatchObject([{ model: 'real-model', requests: 3, status: expect.any(String) }]);
    expect(await inference.listBatches({ model: 'other' })).toEqual({ batches: [] });
    leaving.abort();
    await left;
    await until(() => served.batches[0]?.status === 'cancelled');
    const answers = await askAll(inference, names(3));
    expect(answers.map(({ text }) => text)).toEqual(['on n0', 'on n1', 'on n2']);
    // An answer that is none is no reason not to ask.
    expect(served.batches.map(({ requests }) => requests.map(nameOf).sort())).toEqual([
      names(3),
      ['n1', 'n2'],
    ]);
  });

  it('leave room on the connection for others, however many there are', async () => {
    serving({ polls: 1_000_000, answer: named });
    const { inference } = await start();
    const leaving = new AbortController();
    const refused: unknown[] = [];
    const waiting = names(900).map((name) =>
      inference
        .generate(asked(name), { signal: leaving.signal })
        .catch((caught: unknown) => void (leaving.signal.aborted || refused.push(caught))),
    );
    await until(() => refused.length === 4);
    expect(refused[0]).toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'WORKER_FULL',
      retryAfterMs: 60_000,
      message: expect.stringContaining('896 calls wait for batches'),
    });
    expect((await inference.generate(asked('live', { batch: false }))).text).toBe('not by the batch');
    leaving.abort();
    await Promise.all(waiting);
  });

  it('need a name to be found by, and are no streams; simulated models answer at once', async () => {
    serving({});
    const { inference } = await start();
    await expect(inference.generate({ ...asked('x'), requestId: '' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^request_id: /),
    });
    await expect(async () => {
      for await (const _ of inference.generateStream({ request: asked('x') })) break;
    }).rejects.toMatchObject({ message: expect.stringMatching(/^request\.batch: /) });
    expect(await inference.generate(asked('x', { model: 'sim/gpt-4o' }))).toMatchObject({ simulated: true });
  });
});
