import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, Purpose, Role } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { readConfig } from '@rookery/shared-runtime';
import { answering, type ModelServer, startModelServer } from '@rookery/shared-scripted-model-server';
import { client, connect } from '@rookery/shared-transport';
import { startWorker } from './start-worker.ts';
import { workerConfig } from './worker-config.ts';

let database: Database;
let registry: WorkerRegistry;
let openai: ModelServer;
beforeAll(async () => {
  [database, registry, openai] = await Promise.all([
    testDatabase(),
    startWorkerRegistry(),
    startModelServer(),
  ]);
});
afterAll(async () => {
  await Promise.all([registry.close(), openai.close()]);
  await database.close();
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('a worker that is told to stop is off the list at once, ends what it has and takes nothing new', async () => {
  const worker = await startWorker(
    readConfig(workerConfig, {
      DATABASE_URL: database.connectionString,
      ROOKERY_LOG_LEVEL: 'silent',
      ROOKERY_PORT: '0',
      ROOKERY_GATEWAY_ADDRESS: registry.address,
      OPENAI_BASE_URL: openai.baseUrl,
      ROOKERY_OPENAI_MODELS: 'real-model',
      ROOKERY_WORKER_CAPACITY: '1',
      ROOKERY_WORKER_INTERACTIVE_PLACES: '0',
      ROOKERY_DRAIN_MS: '600000',
    }),
  );
  const channels = [connect(worker.address), connect(worker.address)];
  const ask = (channel: ReturnType<typeof connect> | undefined, words: string) =>
    client(InferenceServiceDefinition, channel ?? connect(worker.address)).generate({
      model: 'real-model',
      purpose: Purpose.ANSWER,
      messages: [{ role: Role.USER, content: words }],
    });
  let release: () => void = () => undefined;
  openai.behave((response, request) => {
    release = () => answering('done')(response, request);
  }, answering('done'));
  await until(() => registry.workers().length === 1);
  const atWork = ask(channels[0], 'at work');
  await until(() => openai.seen.length === 1);
  const waiting = ask(channels[0], 'waiting');
  await until(() => registry.workers()[0]?.inFlight === 2);

  const stopped = worker.close();
  await until(() => registry.workers().length === 0);
  await expect(ask(channels[1], 'too late')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  release();
  expect([(await atWork).text, (await waiting).text]).toEqual(['done', 'done']);
  await stopped;
  for (const channel of channels) channel.close();
});
