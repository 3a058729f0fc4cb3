import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  InferenceServiceDefinition,
  ProcessServiceDefinition,
  WorkerServiceDefinition,
  type Model,
} from '@rookery/shared-contracts';
import { client, connect, servingCheck } from '@rookery/shared-transport';
import { freePort } from '@rookery/shared-runtime';
import type { ServiceName } from './platform/service-names.ts';
import { ServiceProcess } from './platform/service-process.ts';

const HOST = '127.0.0.1';
const APPLICATION = 'a-key-of-a-team';
const OPERATOR = 'a-key-of-an-operator';

let folder: string;
let address: string;
const running: ServiceProcess[] = [];

function start(name: ServiceName, port: number, variables: Record<string, string>): ServiceProcess {
  const service = new ServiceProcess({
    name,
    logFolder: folder,
    variables: {
      ROOKERY_DATA: folder,
      ROOKERY_PORT: String(port),
      ROOKERY_GATEWAY_ADDRESS: address,
      ROOKERY_API_KEY: '',
      ROOKERY_API_KEYS: '',
      ROOKERY_OPERATOR_KEYS: '',
      ...variables,
    },
  });
  running.push(service);
  return service;
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Calls one service as the holder of a key does. */
async function as<T>(key: string, work: (channel: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const channel = connect(address, { apiKey: key });
  try {
    return await work(channel);
  } finally {
    channel.close();
  }
}

const models = (key: string): Promise<Model[]> =>
  as(key, async (channel) => (await client(InferenceServiceDefinition, channel).listModels({})).models);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-keys-'));
  const port = await freePort(HOST);
  address = `${HOST}:${port}`;
  start('gateway', port, { ROOKERY_API_KEYS: APPLICATION, ROOKERY_OPERATOR_KEYS: OPERATOR });
  await eventually(async () => (await models(APPLICATION)).length === 0);
}, 120_000);
afterEach(async () => {
  for (const worker of running.splice(1)) await worker.stop(20_000);
}, 60_000);
afterAll(async () => {
  for (const service of running.splice(0)) await service.stop(20_000);
  await rm(folder, { recursive: true });
}, 60_000);

describe('a gateway with keys, and workers that are processes of their own', () => {
  it('lists one that calls with an operator key, and applications ask its models', async () => {
    start('inference-worker', await freePort(HOST), {
      ROOKERY_API_KEYS: APPLICATION,
      ROOKERY_OPERATOR_KEYS: OPERATOR,
    });
    await eventually(async () => (await models(APPLICATION)).some(({ id }) => id === 'sim/gpt-4o'));
    const embedded = await as(APPLICATION, (channel) =>
      client(InferenceServiceDefinition, channel, { 'rookery-model': 'sim/embedder' }).embed({
        model: 'sim/embedder',
        texts: ['a', 'b'],
      }),
    );
    expect(embedded.embeddings).toHaveLength(2);
    const read = await as(OPERATOR, (channel) => client(ProcessServiceDefinition, channel).readProcesses({}));
    expect(read.processes.map(({ name }) => name).join()).toMatch(/^gateway,inference worker /);
  }, 120_000);

  it('never lists one that calls with an application key, which says that it is not ready', async () => {
    const port = await freePort(HOST);
    const worker = start('inference-worker', port, { ROOKERY_API_KEY: APPLICATION });
    const channel = connect(`${HOST}:${port}`);
    try {
      const check = servingCheck(channel, InferenceServiceDefinition.fullName);
      const state = (): Promise<string> =>
        check.check(AbortSignal.timeout(5_000)).then(
          () => 'serving',
          (error: unknown) => String(error),
        );
      await eventually(async () => (await state()).includes('not serving yet'));
      // It has been refused once the log says so; then it would be in the list.
      await eventually(async () => (await readFile(worker.log.file, 'utf8')).includes('PERMISSION_DENIED'));
      expect(await state()).toMatch(/not serving yet/);
    } finally {
      channel.close();
    }
    const listed = await as(OPERATOR, async (gateway) => {
      for await (const { workers } of client(WorkerServiceDefinition, gateway).watchWorkers({}))
        return workers;
      return undefined;
    });
    expect(listed).toEqual([]);
  }, 120_000);
});
