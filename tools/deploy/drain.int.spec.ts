import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, Purpose, Role } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { asRookeryError } from '@rookery/shared-errors';
import { ServiceProcess, untilServing } from '@rookery/shared-platform-processes';
import { freePort } from '@rookery/shared-runtime';
import { answering, startModelServer, type ModelServer } from '@rookery/shared-scripted-model-server';
import { client, connect } from '@rookery/shared-transport';

const MODEL = 'served';

/** SIGTERM while the model is at an answer: what a pod of a model goes through when its node is drained. */
describe('a worker that is told to stop', () => {
  let database: Database;
  let server: ModelServer;
  let gateway: ServiceProcess;
  beforeAll(async () => {
    [database, server] = await Promise.all([testDatabase(), startModelServer()]);
    gateway = await ServiceProcess.start('gateway', { DATABASE_URL: database.connectionString });
  });
  afterAll(async () => {
    await gateway.stop();
    await server.close();
    await database.close();
  });

  it.each([
    ['answers what it had begun, within its drain', '60000', 'hello'],
    ['ends without it, where it has none', '0', 'UNAVAILABLE'],
  ])('%s', async (_, drainMs, expected) => {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    server.behave((response, request) => {
      arrived.resolve();
      void released.promise.then(() => answering('hello')(response, request));
    });
    const port = await freePort();
    const worker = await ServiceProcess.start('inference-worker', {
      DATABASE_URL: database.connectionString,
      ROOKERY_PORT: String(port),
      ROOKERY_GATEWAY_ADDRESS: await gateway.address,
      ROOKERY_SIMULATED_MODELS: 'off',
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: 'key',
      ROOKERY_OPENAI_MODELS: MODEL,
      ROOKERY_DRAIN_MS: drainMs,
    });
    await untilServing(`127.0.0.1:${port}`, InferenceServiceDefinition.fullName, [worker]);
    const channel = connect(`127.0.0.1:${port}`);
    const asked = client(InferenceServiceDefinition, channel).generate({
      requestId: drainMs,
      model: MODEL,
      purpose: Purpose.ANSWER,
      messages: [{ role: Role.USER, content: 'How can I sleep?' }],
    });
    const end = asked.then(
      ({ text }) => text,
      (caught: unknown) => asRookeryError(caught).code,
    );
    await arrived.promise;
    const stopped = worker.stop();
    // Without a drain it is over before the model says anything; with one it waits for that.
    if (drainMs === '0') await stopped;
    released.resolve();
    expect(await end).toBe(expected);
    await stopped;
    channel.close();
  });
});
