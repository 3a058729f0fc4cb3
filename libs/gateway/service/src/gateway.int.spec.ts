import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AgentServiceDefinition,
  ComparisonServiceDefinition,
  ExperimentServiceDefinition,
  PersonServiceDefinition,
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  LibraryBuildServiceDefinition,
  LibraryServiceDefinition,
  PlannerServiceDefinition,
  ProcessServiceDefinition,
  RatingServiceDefinition,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  SynthesisServiceDefinition,
  WorkerServiceDefinition,
  type Worker,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { breakableLink, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import {
  callContext,
  createLog,
  freePort,
  gatewayCredentials,
  readConfig,
  VERSION,
} from '@rookery/shared-runtime';
import { client, connect, servingCheck, type ContractService } from '@rookery/shared-transport';
import { startService, type RunningService } from '@rookery/shared-server';
import { setTimeout as pause } from 'node:timers/promises';
import { gatewayConfig } from './config.ts';
import { startGateway } from './start-gateway.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
  await database.pool.query('TRUNCATE gateway_workers.lease');
});

const log = createLog('test', 'silent');

const BENCHMARK = [
  ScenarioServiceDefinition,
  RunServiceDefinition,
  RatingServiceDefinition,
  LibraryBuildServiceDefinition,
  SynthesisServiceDefinition,
  ExperimentServiceDefinition,
  PersonServiceDefinition,
];
const PLANNER = [
  PlannerServiceDefinition,
  LibraryServiceDefinition,
  ComparisonServiceDefinition,
  AgentServiceDefinition,
];

async function gateway(variables: Record<string, string> = {}) {
  const ports = { benchmark: await freePort(), judge: await freePort(), planner: await freePort() };
  const config = readConfig(gatewayConfig, {
    ROOKERY_PORT: '0',
    ROOKERY_LOG_LEVEL: 'silent',
    DATABASE_URL: database.connectionString,
    ROOKERY_BENCHMARK_ADDRESS: `127.0.0.1:${ports.benchmark}`,
    ROOKERY_JUDGE_ADDRESS: `127.0.0.1:${ports.judge}`,
    ROOKERY_PLANNER_ADDRESS: `127.0.0.1:${ports.planner}`,
    ...variables,
  });
  const running = await startGateway(config);
  toClose.push(() => running.close());
  const channel = connect(running.address);
  toClose.push(() => channel.close());
  return { running, channel, ports };
}

/** A process whose health speaks for the services. */
async function member(port: number, ...definitions: ContractService[]): Promise<RunningService> {
  const running = await startService({
    name: 'member',
    host: '127.0.0.1',
    port,
    log,
    services: [],
    speaksFor: definitions.map(({ fullName }) => fullName),
    graceMs: 100,
  });
  toClose.push(() => running.close());
  return running;
}

/** The benchmark's process, of which a scenario is asked for: it answers who asked. */
async function tellingCallers(port: number): Promise<void> {
  const running = await startService({
    name: 'benchmark',
    host: '127.0.0.1',
    port,
    log,
    graceMs: 100,
    services: [
      {
        definition: {
          name: ScenarioServiceDefinition.name,
          fullName: ScenarioServiceDefinition.fullName,
          methods: { getScenario: ScenarioServiceDefinition.methods.getScenario },
        },
        implementation: {
          getScenario: async ({ name }: { name: string }) => {
            const { requestId, caller } = callContext();
            throw new RookeryError('NOT_FOUND', `${name}: not found for ${requestId}`, {
              metadata: { caller: caller.name, operator: String(caller.operator) },
            });
          },
        },
      },
    ],
  });
  toClose.push(() => running.close());
}

const embedOnly = {
  name: InferenceServiceDefinition.name,
  fullName: InferenceServiceDefinition.fullName,
  methods: { embed: InferenceServiceDefinition.methods.embed },
} as const;

/** A worker process whose Embed answers with its id, as many vectors as the id has letters. */
async function workerProcess(id: string, model: string): Promise<Worker> {
  const running = await startService({
    name: 'worker',
    host: '127.0.0.1',
    port: 0,
    log,
    services: [
      {
        definition: embedOnly,
        implementation: {
          embed: async () => ({ embeddings: [...id].map(() => ({ values: [1] })), usage: undefined }),
        },
      },
    ],
    graceMs: 100,
  });
  toClose.push(() => running.close());
  return {
    id,
    address: running.address,
    capacity: 4,
    inFlight: 0,
    silentServers: [],
    refusedModels: [],
    models: [{ id: model, simulated: true, capabilities: [2], world: '', placements: [] }],
  };
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50);
}

const failure = async (call: Promise<unknown>): Promise<RookeryError> => {
  try {
    await call;
  } catch (error) {
    return error as RookeryError;
  }
  throw new Error('the call succeeded');
};

describe('routes', () => {
  it('names the service that is away, and reaches it once it is started', async () => {
    const { channel, ports } = await gateway();
    const scenarios = client(ScenarioServiceDefinition, channel);
    const away = await failure(scenarios.getScenario({ name: 'scenarios/a' }, { timeoutMs: 20_000 }));
    expect(away).toMatchObject({ code: 'UNAVAILABLE' });
    expect(away.message).toMatch(/^benchmark: cannot be reached/);
    await tellingCallers(ports.benchmark);
    await eventually(async () => {
      const answer = await failure(scenarios.getScenario({ name: 'scenarios/a' }));
      return answer.code === 'NOT_FOUND' && answer.message.startsWith('scenarios/a: not found for ');
    });
  });

  it('answers UNIMPLEMENTED for a service that nobody serves', async () => {
    const { channel } = await gateway();
    const nobody = { ...embedOnly, fullName: 'x.Nobody', name: 'Nobody' };
    const methods = { embed: { ...embedOnly.methods.embed } };
    const stranger = client({ ...nobody, methods } as typeof embedOnly, channel);
    expect(await failure(stranger.embed({ model: 'm', texts: ['t'] }))).toMatchObject({
      code: 'UNIMPLEMENTED',
    });
  });
});

describe('models', () => {
  it('routes by the metadata key, to a worker that serves the model', async () => {
    const { channel } = await gateway();
    const inference = client(InferenceServiceDefinition, channel);
    const embed = (headers: Record<string, string>) =>
      client(InferenceServiceDefinition, channel, headers).embed(
        { model: 'm', texts: ['t'] },
        { timeoutMs: 5000 },
      );

    expect(await failure(embed({}))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'rookery-model' }],
    });
    expect(await failure(embed({ 'rookery-model': 'm-one' }))).toMatchObject({ code: 'UNAVAILABLE' });

    const registration = client(WorkerServiceDefinition, channel);
    const { lease } = await registration.registerWorker({ worker: await workerProcess('a', 'm-one') });
    expect(lease?.seconds).toBe(15);
    await registration.registerWorker({ worker: await workerProcess('bb', 'm-two') });

    expect((await embed({ 'rookery-model': 'm-one' })).embeddings).toHaveLength(1);
    expect((await embed({ 'rookery-model': 'm-two' })).embeddings).toHaveLength(2);
    const unknown = await failure(embed({ 'rookery-model': 'm-three' }));
    expect(unknown).toMatchObject({ code: 'NOT_FOUND' });
    expect(unknown.message).toContain('m-one, m-two');
    expect((await inference.listModels({})).models.map(({ id }) => id)).toEqual(['m-one', 'm-two']);

    await registration.removeWorker({ workerId: 'a' });
    expect((await inference.listModels({})).models.map(({ id }) => id)).toEqual(['m-two']);
    expect(await failure(registration.renewWorker({ workerId: 'a', inFlight: 0 }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('shows the list to watchers, checks registrations, and does not wait for watchers when it stops', async () => {
    const { channel, running } = await gateway();
    const registration = client(WorkerServiceDefinition, channel);
    const lists = registration.watchWorkers({})[Symbol.asyncIterator]();
    expect((await lists.next()).value).toEqual({ workers: [] });
    const worker = await workerProcess('a', 'm');
    await registration.registerWorker({ worker });
    expect((await lists.next()).value).toMatchObject({ workers: [{ id: 'a', address: worker.address }] });
    expect(
      await failure(registration.registerWorker({ worker: { ...worker, address: 'nowhere' } })),
    ).toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'worker.address' }] });
    await running.close();
    expect(await failure(Promise.resolve(lists.next()))).toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('health', () => {
  it('speaks for every service behind it and for all of them together', async () => {
    const { channel, ports } = await gateway();
    const serving = async (service: string): Promise<boolean> => {
      try {
        await servingCheck(channel, service).check(AbortSignal.timeout(5000));
        return true;
      } catch {
        return false;
      }
    };
    expect(await serving(JudgeServiceDefinition.fullName)).toBe(false);
    const judge = await member(ports.judge, JudgeServiceDefinition);
    await eventually(() => serving(JudgeServiceDefinition.fullName));
    expect(await serving(PlannerServiceDefinition.fullName)).toBe(false);
    await member(ports.planner, ...PLANNER);
    await member(ports.benchmark, ...BENCHMARK);
    await eventually(() => serving(AgentServiceDefinition.fullName));
    expect(await serving('')).toBe(false);
    await client(WorkerServiceDefinition, channel).registerWorker({ worker: await workerProcess('a', 'm') });
    await eventually(() => serving(''));
    expect(await serving(WorkerServiceDefinition.fullName)).toBe(true);
    await judge.close();
    await eventually(async () => !(await serving(JudgeServiceDefinition.fullName)));
    expect(await serving('')).toBe(false);
    expect(await serving('rookery.nobody.v1.Service')).toBe(false);
  });
});

describe('while the database is away', () => {
  it('calls go to the workers that are known, and health says that they can and that the list cannot be changed', async () => {
    const link = await breakableLink(database.connectionString);
    toClose.push(async () => link[Symbol.asyncDispose]());
    const { channel } = await gateway({ DATABASE_URL: link.connectionString });
    const workers = client(WorkerServiceDefinition, channel);
    await workers.registerWorker({ worker: await workerProcess('abc', 'm') });
    const serves = async (service: string): Promise<boolean> =>
      servingCheck(channel, service)
        .check(AbortSignal.timeout(5000))
        .then(
          () => true,
          () => false,
        );
    await eventually(() => serves(WorkerServiceDefinition.fullName));
    await eventually(() => serves(InferenceServiceDefinition.fullName));
    link.break();
    await eventually(async () => !(await serves(WorkerServiceDefinition.fullName)));
    expect(await serves(InferenceServiceDefinition.fullName)).toBe(true);
    const inference = client(InferenceServiceDefinition, channel, { 'rookery-model': 'm' });
    expect((await inference.embed({ model: 'm', texts: ['t'] })).embeddings).toHaveLength(3);
    expect(await failure(workers.renewWorker({ workerId: 'abc', inFlight: 0 }))).toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'DATABASE_AWAY',
    });
    link.restore();
    await eventually(() => serves(WorkerServiceDefinition.fullName));
    await workers.renewWorker({ workerId: 'abc', inFlight: 0 });
  });
});

describe('processes', () => {
  it('are read through the gateway: itself, the services and the workers; those that say nothing are named', async () => {
    const { channel, ports } = await gateway();
    await member(ports.planner, ...PLANNER);
    await client(WorkerServiceDefinition, channel).registerWorker({ worker: await workerProcess('a', 'm') });
    await client(WorkerServiceDefinition, channel).registerWorker({
      worker: { ...(await workerProcess('b', 'm')), address: `127.0.0.1:${await freePort()}` },
    });
    const { processes, silent } = await client(ProcessServiceDefinition, channel).readProcesses({});
    expect(processes.map(({ name }) => name)).toEqual(['gateway', 'planner', 'inference worker a']);
    expect(silent).toEqual(['benchmark', 'judge', 'inference worker b']);
    for (const { cpuSeconds, elapsedSeconds } of processes) {
      expect(cpuSeconds).toBeGreaterThan(0);
      expect(elapsedSeconds).toBeGreaterThan(0);
    }
  });

  it('hold the chat service where the gateway is told of it, with what each waits for, its version and its clock', async () => {
    const chat = await freePort();
    const { channel } = await gateway({ ROOKERY_CHAT_ADDRESS: `127.0.0.1:${chat}` });
    await member(chat);
    const began = Date.now();
    const { processes } = await client(ProcessServiceDefinition, channel).readProcesses({});
    expect(processes.map(({ name }) => name)).toEqual(['gateway', 'chat']);
    const [own, other] = processes;
    expect(own?.waitingFor.join()).toContain('inference worker (no inference worker is registered)');
    expect(other).toMatchObject({ version: VERSION, waitingFor: [] });
    expect(other?.clock?.getTime()).toBeGreaterThanOrEqual(began);
  });
});

describe('keys', () => {
  const APPLICATION = 'key-of-one-team';
  const OPERATOR = 'key-of-an-operator';
  const variables = {
    ROOKERY_API_KEYS: `${APPLICATION}, key-of-another-team`,
    ROOKERY_OPERATOR_KEYS: OPERATOR,
  };

  it('are needed for everything but health', async () => {
    const { channel } = await gateway(variables);
    expect(await failure(client(InferenceServiceDefinition, channel).listModels({}))).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'API_KEY_MISSING',
    });
    const withKey = client(InferenceServiceDefinition, channel, { authorization: `Bearer ${APPLICATION}` });
    expect(await withKey.listModels({})).toEqual({ models: [], silentServers: [], refusedModels: [] });
    await servingCheck(channel, WorkerServiceDefinition.fullName).check(AbortSignal.timeout(5000));
  });

  it('go along with the calls of a process that shares them', async () => {
    const { running } = await gateway(variables);
    const channel = connect(running.address, gatewayCredentials(variables));
    toClose.push(() => channel.close());
    expect(await client(WorkerServiceDefinition, channel).removeWorker({ workerId: 'a' })).toEqual({});
  });

  it('tell a service who calls, whatever the caller says of itself', async () => {
    const { channel, ports } = await gateway(variables);
    await tellingCallers(ports.benchmark);
    const seenAs = async (key: string): Promise<Readonly<Record<string, string>>> => {
      const pretending = { 'rookery-caller': 'somebody-else', 'rookery-role': 'operator', 'x-api-key': key };
      const scenarios = client(ScenarioServiceDefinition, channel, pretending);
      return (await failure(scenarios.getScenario({ name: 'scenarios/a' }, { timeoutMs: 20_000 }))).metadata;
    };
    const [one, another, operator] = [
      await seenAs(APPLICATION),
      await seenAs('key-of-another-team'),
      await seenAs(OPERATOR),
    ];
    expect(one).toEqual({ caller: expect.stringMatching(/^[0-9a-f]{16}$/), operator: 'false' });
    expect(another).toMatchObject({ operator: 'false' });
    expect(another['caller']).not.toBe(one['caller']);
    expect(operator).toEqual({ caller: expect.stringMatching(/^[0-9a-f]{16}$/), operator: 'true' });
  });

  it('of applications register, renew, remove and watch no worker, and the list stays as it was', async () => {
    const { channel } = await gateway(variables);
    const asOperator = client(WorkerServiceDefinition, channel, { 'x-api-key': OPERATOR });
    await asOperator.registerWorker({ worker: await workerProcess('a', 'm') });
    const listed = async (): Promise<Worker[]> => {
      for await (const { workers } of asOperator.watchWorkers({})) return workers;
      return [];
    };
    const before = await listed();
    expect(before.map(({ id }) => id)).toEqual(['a']);

    const workers = client(WorkerServiceDefinition, channel, { 'x-api-key': APPLICATION });
    const intruder = await workerProcess('b', 'm');
    const refusals = await Promise.all(
      [
        workers.registerWorker({ worker: intruder }),
        workers.registerWorker({ worker: { ...intruder, id: 'a' } }),
        workers.renewWorker({ workerId: 'a', inFlight: 4 }),
        workers.removeWorker({ workerId: 'a' }),
        workers.watchWorkers({})[Symbol.asyncIterator]().next(),
        client(ProcessServiceDefinition, channel, { 'x-api-key': APPLICATION }).readProcesses({}),
      ].map(failure),
    );
    for (const refused of refusals) {
      expect(refused).toMatchObject({ code: 'PERMISSION_DENIED', reason: 'OPERATOR_KEY_NEEDED' });
    }
    expect(await listed()).toEqual(before);
    const embed = client(InferenceServiceDefinition, channel, {
      'x-api-key': APPLICATION,
      'rookery-model': 'm',
    });
    expect((await embed.embed({ model: 'm', texts: ['t'] })).embeddings).toHaveLength(1);
  });

  it('are demanded where others could reach the gateway', async () => {
    const started = (environment: Record<string, string>) => gateway({ ROOKERY_PORT: '0', ...environment });
    await expect(started({ ROOKERY_HOST: '0.0.0.0' })).rejects.toThrow(
      /ROOKERY_HOST: without keys the gateway listens on loopback only/,
    );
    await started({ ROOKERY_HOST: '0.0.0.0', ROOKERY_OPERATOR_KEYS: OPERATOR });
    await started({ ROOKERY_HOST: 'localhost' });
  });
});
