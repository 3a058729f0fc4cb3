import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  InferenceServiceDefinition,
  Purpose,
  Role,
  UsageKey,
  UsageServiceDefinition,
  type SummarizeUsageRequest,
  type UsageSum,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { callerMetadata, readConfig, workMetadata, type Work } from '@rookery/shared-runtime';
import { failing, type ModelServer, startModelServer } from '@rookery/shared-scripted-model-server';
import { client, connect } from '@rookery/shared-transport';
import { startWorker } from './start-worker.ts';
import { workerConfig } from './worker-config.ts';

const LAB = { name: 'lab', operator: false };
const APP = { name: 'app', operator: false };
const RUN: Work = { class: 'batch', job: 'runs/1' };
const PERSON: Work = { class: 'interactive', job: '' };

let database: Database;
let registry: WorkerRegistry;
let openai: ModelServer;
let worker: Awaited<ReturnType<typeof startWorker>>;
let channel: ReturnType<typeof connect>;
beforeAll(async () => {
  [database, registry, openai] = await Promise.all([
    testDatabase(),
    startWorkerRegistry(),
    startModelServer(),
  ]);
  worker = await startWorker(
    readConfig(workerConfig, {
      DATABASE_URL: database.connectionString,
      ROOKERY_LOG_LEVEL: 'silent',
      ROOKERY_PORT: '0',
      ROOKERY_GATEWAY_ADDRESS: registry.address,
      OPENAI_BASE_URL: openai.baseUrl,
      ROOKERY_OPENAI_MODELS: 'real-model',
      ROOKERY_OPENAI_MAX_ATTEMPTS: '1',
      ROOKERY_OPENAI_PRICES: '{"real-model": {"input": 1000000, "output": 0}}',
      ROOKERY_WORKER_GPUS: '4',
    }),
  );
  channel = connect(worker.address);
  await ask('real-model', LAB, RUN);
  await ask('real-model', LAB, RUN);
  await ask('real-model', APP, PERSON);
  await ask('sim/gpt-4o', APP, PERSON);
  openai.behave(failing(400, { message: 'no' }));
  await expect(ask('real-model', APP, PERSON)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  while ((await summed({}))[0]?.calls !== 5) await new Promise((resolve) => setTimeout(resolve, 20));
});
afterAll(async () => {
  channel.close();
  await worker.close();
  await Promise.all([registry.close(), openai.close()]);
  await database.close();
});

const asCaller = (caller: { name: string; operator: boolean }, work: Work = PERSON) =>
  Object.fromEntries([...callerMetadata(caller), ...workMetadata(work)]);

function ask(model: string, caller: typeof LAB, work: Work): Promise<unknown> {
  return client(InferenceServiceDefinition, channel, asCaller(caller, work)).generate({
    model,
    purpose: Purpose.ANSWER,
    messages: [{ role: Role.USER, content: 'hello' }],
  });
}

async function summed(
  request: Partial<SummarizeUsageRequest>,
  caller = { name: '', operator: true },
): Promise<UsageSum[]> {
  const usage = client(UsageServiceDefinition, channel, asCaller(caller));
  return (await usage.summarizeUsage(request)).sums;
}

describe('accounts', () => {
  it('tell what was taken by key and job, the dearest first', async () => {
    const sums = await summed({ keys: [UsageKey.CALLER, UsageKey.JOB, UsageKey.WORK_CLASS] });
    expect(sums).toEqual([
      expect.objectContaining({
        caller: 'lab',
        job: 'runs/1',
        workClass: 'batch',
        calls: 2,
        failedCalls: 0,
        inputTokens: 22,
        costUsd: 22,
      }),
      expect.objectContaining({ caller: 'app', job: '', workClass: 'interactive', calls: 3, failedCalls: 1 }),
    ]);
  });

  it('count GPUs for as long as calls kept the server busy, and none for simulated models', async () => {
    const sums = await summed({ keys: [UsageKey.MODEL] });
    const [real, simulated] = ['real-model', 'sim/gpt-4o'].map((id) =>
      sums.find(({ model }) => model === id),
    );
    expect(real?.busySeconds).toBeGreaterThan(0);
    expect(real?.gpuSeconds).toBeCloseTo(4 * (real?.busySeconds ?? NaN), 6);
    expect(simulated).toMatchObject({ calls: 1, costUsd: 0 });
    expect(simulated?.gpuSeconds).toBeUndefined();
  });

  it('show others than operators what their own key took', async () => {
    const sums = await summed({ keys: [UsageKey.CALLER] }, APP);
    expect(sums).toEqual([expect.objectContaining({ caller: 'app', calls: 3 })]);
    expect(await summed({ job: 'runs/1' }, APP)).toEqual([expect.objectContaining({ calls: 0, costUsd: 0 })]);
  });

  it('are of a time and of a job', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    expect(await summed({ startTime: tomorrow })).toEqual([expect.objectContaining({ calls: 0 })]);
    expect(await summed({ endTime: tomorrow, job: 'runs/1' })).toEqual([
      expect.objectContaining({ calls: 2 }),
    ]);
  });

  it('are refused by a key that is none, or is there twice', async () => {
    for (const keys of [[UsageKey.UNSPECIFIED], [UsageKey.JOB, UsageKey.JOB]]) {
      await expect(summed({ keys })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});
