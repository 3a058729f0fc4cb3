import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  type GenerateResponse,
  InferenceServiceDefinition,
  type InferenceServiceImplementation,
  Purpose,
  Role,
  type Worker,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { callContext, createLog } from '@rookery/shared-runtime';
import { connect } from '@rookery/shared-transport';
import { type RunningService, startService } from '@rookery/shared-server';
import { type Inference, openInference } from './inference.ts';
import { startWorkerRegistry, type WorkerRegistry } from './testing.ts';

const log = createLog('test', 'silent');
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function keep<Closable extends { close(): unknown }>(closable: Closable): Closable {
  open.push(closable);
  return closable;
}

const REQUEST = { model: 'm', purpose: Purpose.ANSWER, messages: [{ role: Role.USER, content: 'hello' }] };
const { signal } = new AbortController();

const said = (text: string): GenerateResponse => ({
  text,
  state: AnswerState.WHOLE,
  usage: { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: 0, unpricedCalls: 0 },
  latencyMs: 1,
  structured: false,
  simulated: false,
  serverReason: 'stop',
  thought: false,
  sent: undefined,
});

/** A worker that says its own name, unless told otherwise. */
async function startAnswering(
  id: string,
  generate: InferenceServiceImplementation['generate'] = async () => said(id),
  fields: Partial<Worker> = {},
): Promise<{ worker: Worker; service: RunningService }> {
  const service = await startService({
    name: id,
    host: '127.0.0.1',
    port: 0,
    log,
    graceMs: 0,
    services: [
      {
        definition: InferenceServiceDefinition,
        implementation: {
          generate,
          async *generateStream({ request }, context) {
            yield { event: { $case: 'text', value: 'piece' } };
            const response = request === undefined ? said('') : await generate(request, context);
            yield { event: { $case: 'completed', value: response } };
          },
          embed: async () => ({ embeddings: [{ values: [1] }] }),
          listBatches: () => Promise.resolve({}),
          listModels: async () => ({ models: [] }),
        },
      },
    ],
  });
  const models = [{ id: 'm', simulated: false, capabilities: [] }] as unknown as Worker['models'];
  keep(service);
  const worker = {
    id,
    address: service.address,
    models,
    capacity: 4,
    inFlight: 0,
    silentServers: [],
    refusedModels: [],
    ...fields,
  };
  return { service, worker };
}

let registry: WorkerRegistry;
let inference: Inference;
beforeEach(async () => {
  registry = keep(await startWorkerRegistry());
  const channel = keep(connect(registry.address));
  inference = keep(openInference(channel, log));
});

const eventually = async (check: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    const done = await check().then(
      () => true,
      () => false,
    );
    if (done) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const ready = (): Promise<void> => eventually(() => inference.ready().check(signal));

describe('routing', () => {
  it('is ready when a worker is there; before that calls are UNAVAILABLE', async () => {
    await expect(inference.generate(REQUEST, { signal })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(inference.ready().check(signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    registry.list((await startAnswering('a')).worker);
    await ready();
    expect((await inference.generate(REQUEST, { signal })).text).toBe('a');
    expect((await inference.embed({ model: 'm', texts: ['x'] }, { signal })).embeddings).toHaveLength(1);
    expect((await inference.models({ signal })).map(({ id }) => id)).toEqual(['m']);
  });

  it('names the known models for one that nobody serves', async () => {
    registry.list((await startAnswering('a')).worker);
    await ready();
    await expect(inference.generate({ ...REQUEST, model: 'other' }, { signal })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('known models: m') as unknown,
    });
  });

  it('goes to another worker when one is gone or full, and passes other errors on', async () => {
    const gone = await startAnswering('gone');
    const full = await startAnswering('full', async () => {
      throw new RookeryError('RESOURCE_EXHAUSTED', 'full', { reason: 'WORKER_FULL', retryAfterMs: 7 });
    });
    const busy = await startAnswering('busy', undefined, { inFlight: 4 });
    await gone.service.close();
    registry.list(gone.worker, full.worker, busy.worker);
    await ready();
    for (let i = 0; i < 5; i++) expect((await inference.generate(REQUEST, { signal })).text).toBe('busy');
  });

  it('counts what a worker took that failed before another answered, or failed', async () => {
    const failing = async (): Promise<GenerateResponse> => {
      const usage = { calls: 3, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 3 };
      throw new RookeryError('UNAVAILABLE', 'down', { reason: 'MODEL_SERVER_FAILED', usage });
    };
    const failed = [await startAnswering('a', failing), await startAnswering('b', failing)];
    registry.list(...failed.map(({ worker }) => worker));
    await ready();
    await expect(inference.generate(REQUEST, { signal })).rejects.toMatchObject({ usage: { calls: 6 } });
    // One that fails: two would be passed over for a while each, at times of their own.
    registry.list(
      (await startAnswering('d', failing)).worker,
      (await startAnswering('c', undefined, { inFlight: 4 })).worker,
    );
    await eventually(async () => {
      const { usage } = await inference.generate(REQUEST, { signal });
      expect(usage).toMatchObject({ calls: 4, unpricedCalls: 3 });
    });
  });

  it('gives the last error when no worker is left', async () => {
    const full = await startAnswering('full', async () => {
      throw new RookeryError('RESOURCE_EXHAUSTED', 'full', { reason: 'WORKER_FULL', retryAfterMs: 7 });
    });
    registry.list(full.worker);
    await ready();
    await expect(inference.generate(REQUEST, { signal })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      retryAfterMs: 7,
    });
  });

  it('spreads calls over workers by their load', async () => {
    const release = Promise.withResolvers<void>();
    const slow = (id: string) => async (): Promise<GenerateResponse> => {
      await release.promise;
      return said(id);
    };
    registry.list(
      (await startAnswering('a', slow('a'))).worker,
      (await startAnswering('b', slow('b'))).worker,
    );
    await ready();
    const calls = Array.from({ length: 8 }, () => inference.generate(REQUEST, { signal }));
    release.resolve();
    const names = (await Promise.all(calls)).map(({ text }) => text);
    expect(names.filter((name) => name === 'a')).toHaveLength(4);
  });

  it('keeps the last list while the gateway is away, and follows it when it is back', async () => {
    registry.list((await startAnswering('a')).worker);
    await ready();
    const port = Number(registry.address.split(':').at(-1));
    await registry.close();
    expect((await inference.generate(REQUEST, { signal })).text).toBe('a');
    const back = keep(await startWorkerRegistry({ port }));
    back.list((await startAnswering('b')).worker);
    await eventually(async () => expect((await inference.generate(REQUEST, { signal })).text).toBe('b'));
  });
});

describe('streams', () => {
  it('pass pieces and the end on', async () => {
    registry.list((await startAnswering('a')).worker);
    await ready();
    const events: unknown[] = [];
    for await (const { event } of inference.generateStream(REQUEST, { signal })) events.push(event?.$case);
    expect(events).toEqual(['text', 'completed']);
  });

  it('are not begun anew once a piece has been passed on', async () => {
    let calls = 0;
    const failing = async (): Promise<GenerateResponse> => {
      calls += 1;
      throw new RookeryError('UNAVAILABLE', 'the model server broke off its answer');
    };
    registry.list((await startAnswering('a', failing)).worker, (await startAnswering('b', failing)).worker);
    await ready();
    const reading = (async () => {
      for await (const _ of inference.generateStream(REQUEST, { signal }));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(calls).toBe(1);
  });
});

describe('a worker that keeps failing', () => {
  it('is passed over while others serve the model, asked once when its time is over, and asked again when it answers', async () => {
    let [asked, broken] = [0, true];
    const failing = async (): Promise<GenerateResponse> => {
      asked += 1;
      if (broken) throw new RookeryError('UNAVAILABLE', 'down', { reason: 'MODEL_SERVER_FAILED' });
      return said('failing');
    };
    registry.list(
      (await startAnswering('failing', failing)).worker,
      (await startAnswering('busy', undefined, { inFlight: 4 })).worker,
    );
    await ready();
    const texts = async (calls: number): Promise<Set<string>> => {
      const answers = Array.from({ length: calls }, () => inference.generate(REQUEST, { signal }));
      return new Set((await Promise.all(answers)).map(({ text }) => text));
    };
    expect(await texts(1)).toEqual(new Set(['busy']));
    expect(asked).toBe(1);
    for (let round = 0; round < 5; round += 1) expect(await texts(10)).toEqual(new Set(['busy']));
    // In two seconds, or later on a slow machine, one of many calls finds out that it still fails.
    await eventually(async () => {
      await texts(10);
      expect(asked).toBe(2);
    });
    broken = false;
    await eventually(async () => expect(await texts(10)).toContain('failing'));
  });
});

describe('a hedged call', () => {
  const usage = { calls: 1, inputTokens: 5, outputTokens: 2, costUsd: 0.25, unpricedCalls: 0 };
  let hedging: Inference;
  beforeEach(() => {
    hedging = keep(openInference(keep(connect(registry.address)), log, { hedgeAtPercentile: 90 }));
  });
  const allReady = (): Promise<void> => eventually(() => hedging.ready().check(signal));

  it('goes to a second worker when the first is late; the late one is stopped, and what both took is counted', async () => {
    let [slow, stopped] = ['', 0];
    const work = (id: string) => async (): Promise<GenerateResponse> => {
      const context = callContext();
      context.modelAsked('paid');
      if (slow !== '' && id === slow) {
        await new Promise<void>((resolve) =>
          context.signal.addEventListener('abort', () => resolve(), { once: true }),
        );
        stopped += 1;
        throw new RookeryError('CANCELLED', 'cancelled');
      }
      return { ...said(id), usage };
    };
    registry.list(
      (await startAnswering('a', work('a'))).worker,
      (await startAnswering('b', work('b'))).worker,
    );
    await allReady();
    const ask = (requestId = ''): Promise<GenerateResponse> =>
      hedging.generate({ ...REQUEST, requestId }, { signal });
    for (let call = 0; call < 30; call += 1) await ask();
    const owner = (await ask('same')).text;
    slow = owner;
    const answer = await ask('same');
    expect(answer.text).not.toBe(owner);
    expect(answer.usage).toEqual({ ...usage, calls: 2, unpricedCalls: 1 });
    await eventually(async () => expect(stopped).toBe(1));
  });

  it('is made once where nobody else serves the model, and when it fails its error is that of the first', async () => {
    let [asked, fails] = [0, false];
    const late = async (): Promise<GenerateResponse> => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, asked > 25 ? 200 : 0));
      if (fails) throw new RookeryError('INVALID_ARGUMENT', 'too odd');
      return said('a');
    };
    registry.list((await startAnswering('a', late)).worker);
    await allReady();
    for (let call = 0; call < 26; call += 1) await hedging.generate(REQUEST, { signal });
    expect(asked).toBe(26);
    fails = true;
    await expect(hedging.generate(REQUEST, { signal })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(asked).toBe(27);
  });
});

describe('cancelling', () => {
  it('reaches the worker', async () => {
    const [begun, cancelled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const hanging = async (): Promise<GenerateResponse> => {
      const { signal: served } = callContext();
      begun.resolve();
      await new Promise<void>((resolve) => served.addEventListener('abort', () => resolve(), { once: true }));
      cancelled.resolve();
      throw new RookeryError('CANCELLED', 'cancelled');
    };
    registry.list((await startAnswering('a', hanging)).worker);
    await ready();
    const stop = new AbortController();
    const call = inference.generate(REQUEST, { signal: stop.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    await begun.promise;
    stop.abort();
    await outcome;
    await cancelled.promise;
  });
});
