import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Purpose, Role, type GenerateResponse } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { openInference, type Inference } from '@rookery/shared-routing';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { createLog, readConfig, runAsJob } from '@rookery/shared-runtime';
import { startModelServer, type ModelServer } from '@rookery/shared-scripted-model-server';
import type { RunningService } from '@rookery/shared-server';
import { connect } from '@rookery/shared-transport';
import { startWorker } from './start-worker.ts';
import { workerConfig } from './worker-config.ts';

const WORKERS = ['w1', 'w2', 'w3'];
const IDS = Array.from({ length: 24 }, (_, index) => `piece-${index}`);

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

let openai: ModelServer;
let registry: WorkerRegistry;
let inference: Inference;
const workers = new Map<string, RunningService>();
const open: { close(): unknown }[] = [];

beforeEach(async () => {
  [registry, openai] = await Promise.all([startWorkerRegistry(), startModelServer()]);
  open.push(registry, openai);
  for (const id of WORKERS) {
    const environment = {
      DATABASE_URL: database.connectionString,
      ROOKERY_LOG_LEVEL: 'silent',
      ROOKERY_PORT: '0',
      ROOKERY_GATEWAY_ADDRESS: registry.address,
      ROOKERY_WORKER_ID: id,
      // None is ever far behind the others: an id would go to one of these.
      ROOKERY_WORKER_CAPACITY: '1000',
      ROOKERY_SIMULATED_MODELS: 'off',
      OPENAI_BASE_URL: openai.baseUrl,
      // One that all have, and one each by which a service shows that it has heard of the worker.
      ROOKERY_OPENAI_MODELS: `real-model,only-${id}`,
    };
    const worker = await startWorker(readConfig(workerConfig, environment));
    workers.set(id, worker);
    open.push(worker);
  }
  inference = otherService();
  await listed(inference, 3);
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** What routes calls in one service, which knows nothing of the calls of another. */
function otherService(): Inference {
  const channel = connect(registry.address);
  const routing = openInference(channel, createLog('test', 'silent'));
  open.push(channel, routing);
  return routing;
}

/** Waits until the service has heard of as many workers. */
async function listed(service: Inference, count: number): Promise<void> {
  const { signal } = new AbortController();
  while ((await service.models({ signal })).length !== 1 + count) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function ask(service: Inference, requestId: string, caller = 'a-team'): Promise<GenerateResponse> {
  const { signal } = new AbortController();
  return runAsJob({ signal, caller: { name: caller, operator: false } }, () =>
    service.generate(
      {
        requestId,
        model: 'real-model',
        purpose: Purpose.ANSWER,
        messages: [{ role: Role.USER, content: 'hello' }],
      },
      { signal },
    ),
  );
}

async function askedBy(): Promise<Map<string, number>> {
  const { rows } = await database.pool.query<{ worker: string; calls: number }>(
    'SELECT worker, count(*)::int AS calls FROM inference.model_call GROUP BY worker',
  );
  return new Map(rows.map(({ worker, calls }) => [worker, calls]));
}

describe('calls with request ids, with three workers', () => {
  it('are asked of the model once, also when repeated at the same time or by another service', async () => {
    await Promise.all(IDS.map((id) => ask(inference, id)));
    const another = otherService();
    await listed(another, 3);
    await Promise.all(IDS.flatMap((id) => [ask(inference, id), ask(another, id), ask(another, id)]));
    expect(openai.seen.length).toBe(IDS.length);
    for (const worker of workers.values()) await worker.close();
    expect([...(await askedBy()).keys()].sort()).toEqual(WORKERS);
  });

  it('are asked anew where the worker that knew them is gone, and only those', async () => {
    await database.pool.query('TRUNCATE inference.model_call');
    await Promise.all(IDS.map((id) => ask(inference, id)));
    await workers.get('w2')?.close();
    const lost = (await askedBy()).get('w2') ?? 0;
    expect(lost).toBeGreaterThan(0);
    const another = otherService();
    await listed(another, 2);
    await Promise.all(IDS.map((id) => ask(another, id)));
    expect(openai.seen.length).toBe(IDS.length + lost);
  });

  it("are each caller's own: another's call of the same name is another call", async () => {
    await ask(inference, 'the same', 'a-team');
    await ask(inference, 'the same', 'another-team');
    expect(openai.seen.length).toBe(2);
  });
});
