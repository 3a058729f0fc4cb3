import { afterEach, describe, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, WorkerServiceDefinition, type Worker } from '@rookery/shared-contracts';
import { testDatabase } from '@rookery/shared-database/testing';
import { eventually, ServiceProcess } from '@rookery/shared-platform-processes';
import { client, connect, servingCheck } from '@rookery/shared-transport';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

type Variables = Readonly<Record<string, string>>;

/** A gateway as a process, and the list that it shows to those who watch. */
async function gateway(variables: Variables) {
  const running = await ServiceProcess.start('gateway', variables);
  toClose.push(() => running.kill());
  const channel = connect(await running.address);
  toClose.push(() => channel.close());
  const watch = new AbortController();
  let workers: readonly Worker[] = [];
  const watching = (async () => {
    const lists = client(WorkerServiceDefinition, channel).watchWorkers({}, { signal: watch.signal });
    for await (const list of lists) workers = list.workers;
  })().catch(() => undefined);
  toClose.push(async () => {
    watch.abort();
    await watching;
  });
  return {
    running,
    channel,
    address: await running.address,
    shows: (...ids: string[]) =>
      eventually(`the list is ${ids.join()}`, () => workers.map(({ id }) => id).join() === ids.join()),
    workers: () => workers.map(({ id }) => id),
  };
}

async function worker(at: string, id: string, variables: Variables): Promise<ServiceProcess> {
  const running = await ServiceProcess.start('inference-worker', {
    ...variables,
    ROOKERY_GATEWAY_ADDRESS: at,
    ROOKERY_WORKER_ID: id,
  });
  toClose.push(() => running.kill());
  return running;
}

describe('two gateways on one database', () => {
  it('know every worker: one that registers, dies or stops at one of them does so at both', async () => {
    const database = await testDatabase();
    toClose.push(() => database.close());
    const variables = { DATABASE_URL: database.connectionString, ROOKERY_WORKER_LEASE_MS: '2000' };
    const [here, there] = [await gateway(variables), await gateway(variables)];
    const killed = await worker(here.address, 'killed', variables);
    const stopped = await worker(there.address, 'stopped', variables);
    await Promise.all([here.shows('killed', 'stopped'), there.shows('killed', 'stopped')]);
    // A call that comes to the gateway at which the worker did not register.
    const { models } = await client(InferenceServiceDefinition, there.channel).listModels({});
    expect(models.length).toBeGreaterThan(0);

    await killed.kill();
    await Promise.all([here.shows('stopped'), there.shows('stopped')]);
    // It says goodbye to one of them, long before its lease ends.
    await stopped.stop();
    await Promise.all([here.shows(), there.shows()]);
  });

  it('go on with the list they have when the database dies, and take registrations again when it is back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rookery-gateways-'));
    toClose.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const variables = { ROOKERY_DATA: folder, ROOKERY_WORKER_LEASE_MS: '3000' };
    const [here, there] = [await gateway(variables), await gateway(variables)];
    await worker(here.address, 'a', variables);
    await Promise.all([here.shows('a'), there.shows('a')]);

    const [pid] = (await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    expect([here.workers(), there.workers()]).toEqual([['a'], ['a']]);
    // Whoever uses the embedded server starts it again.
    await worker(there.address, 'b', variables);
    await Promise.all([here.shows('a', 'b'), there.shows('a', 'b')]);
    await eventually('the list can be changed again', async () => {
      await servingCheck(there.channel, WorkerServiceDefinition.fullName).check(AbortSignal.timeout(5000));
      return true;
    });
    await Promise.all([here.running.stop(), there.running.stop()]);
  });
});
