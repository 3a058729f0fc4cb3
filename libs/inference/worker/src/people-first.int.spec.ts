import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, Purpose, Role } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { callerMetadata, readConfig } from '@rookery/shared-runtime';
import { answering, type ModelServer, startModelServer } from '@rookery/shared-scripted-model-server';
import { client, connect } from '@rookery/shared-transport';
import type { ServerResponse } from 'node:http';
import { startWorker } from './start-worker.ts';
import { workerConfig } from './worker-config.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

let registry: WorkerRegistry;
let openai: ModelServer;
const open: { close(): unknown }[] = [];
/** Answers that the server has yet to give, by what was asked. */
const held = new Map<string, () => void>();
beforeEach(async () => {
  [registry, openai] = await Promise.all([startWorkerRegistry(), startModelServer()]);
  openai.behave((response: ServerResponse, request) => {
    held.set(request.words, () => answering('done')(response, request));
  });
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await Promise.all([registry.close(), openai.close()]);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('a worker asks its server for a person before the calls of a run that came first, and for keys by turns', async () => {
  const worker = await startWorker(
    readConfig(workerConfig, {
      DATABASE_URL: database.connectionString,
      ROOKERY_LOG_LEVEL: 'silent',
      ROOKERY_PORT: '0',
      ROOKERY_GATEWAY_ADDRESS: registry.address,
      OPENAI_BASE_URL: openai.baseUrl,
      ROOKERY_OPENAI_MODELS: 'real-model',
      ROOKERY_SIMULATED_MODELS: 'off',
      ROOKERY_WORKER_CAPACITY: '2',
      ROOKERY_WORKER_INTERACTIVE_PLACES: '1',
    }),
  );
  open.push(worker);
  const channel = connect(worker.address);
  open.push(channel);
  const listed = (): number => registry.workers()[0]?.inFlight ?? 0;
  const ask = (words: string, caller: string, workClass: 'interactive' | 'batch') => {
    const who = Object.fromEntries(callerMetadata({ name: caller, operator: false }));
    const headers = { ...who, 'rookery-work-class': workClass };
    return client(InferenceServiceDefinition, channel, headers).generate({
      model: 'real-model',
      purpose: Purpose.ANSWER,
      messages: [{ role: Role.USER, content: words }],
    });
  };
  const asked = (): string[] => openai.seen.map(({ words }) => words);
  const answer = async (words: string): Promise<void> => {
    await until(() => held.has(words));
    held.get(words)?.();
  };

  const runs = ['run 1', 'run 2', 'run 3', 'run 4'].map((words) => ask(words, 'lab', 'batch'));
  await until(() => asked().length === 2 && listed() === 4);
  const clinic = ask('clinic 1', 'clinic', 'batch');
  await until(() => listed() === 5);
  // Two places are the run's; one is for people only.
  const person = ask('person', 'app', 'interactive');
  await until(() => asked().length === 3);
  expect(asked().sort()).toEqual(['person', 'run 1', 'run 2']);
  const another = ask('another person', 'app', 'interactive');
  await until(() => listed() === 7);

  for (const words of ['run 1', 'person', 'run 2']) await answer(words);
  // The other person has the first place that is free, then the key whose turn it is has one, and so on.
  await answer('another person');
  for (const words of ['run 3', 'clinic 1', 'run 4']) await answer(words);
  await Promise.all([...runs, clinic, person, another]);
  expect(asked().slice(3)).toEqual(['another person', 'run 3', 'clinic 1', 'run 4']);
});
