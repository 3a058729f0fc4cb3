import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ComparisonServiceDefinition,
  WorkerServiceDefinition,
  type WorkerServiceImplementation,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { createClient } from 'nice-grpc';
import { HealthDefinition } from 'nice-grpc-server-health';
import { ServerReflectionService } from 'nice-grpc-server-reflection';
import { never, TestBed, until } from './fixtures/test-bed.ts';
import { callContext } from '@rookery/shared-runtime';
import { client, reachableCheck, servingCheck } from '@rookery/shared-transport';

const bed = new TestBed();
afterEach(() => bed.close());

const SERVING = 1;
const NOT_SERVING = 2;
const WORKERS = WorkerServiceDefinition.fullName;
const signal = new AbortController().signal;
const register = { worker: { id: 'w', address: 'a:1', models: [{ id: 'm' }], capacity: 1 } };

function workers(more: Partial<WorkerServiceImplementation>): WorkerServiceImplementation {
  return {
    registerWorker: async () => ({}),
    renewWorker: async () => ({}),
    removeWorker: async () => ({}),
    async *watchWorkers() {
      yield {};
    },
    ...more,
  };
}

describe('health', () => {
  it('is SERVING only while every check passes, for all names, and Watch tells of changes', async () => {
    let reason: string | undefined = 'no database';
    const running = await bed.start({
      services: [{ definition: WorkerServiceDefinition, implementation: workers({}) }],
      readiness: [
        { name: 'database', check: () => (reason === undefined ? Promise.resolve() : fail(reason)) },
        { name: 'nothing', check: () => Promise.resolve() },
      ],
    });
    const health = client(HealthDefinition, bed.channel(running));
    for (const service of ['', WORKERS]) {
      expect(await health.check({ service })).toEqual({ status: NOT_SERVING });
    }
    await expect(health.check({ service: 'x.Y' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const watch = health.watch({ service: WORKERS })[Symbol.asyncIterator]();
    expect(await watch.next()).toMatchObject({ value: { status: NOT_SERVING } });
    reason = undefined;
    expect(await watch.next()).toMatchObject({ value: { status: SERVING } });
    expect(await health.check({ service: '' })).toEqual({ status: SERVING });
    reason = 'gone again';
    expect(await watch.next()).toMatchObject({ value: { status: NOT_SERVING } });
    await watch.return?.();
    expect(bed.records.map(({ waiting_for }) => waiting_for)).toContain('database (no database)');
  });

  it('of the name live says that the process answers, whatever it waits for', async () => {
    const running = await bed.start({
      services: [{ definition: WorkerServiceDefinition, implementation: workers({}) }],
      readiness: [{ name: 'database', check: () => fail('no database') }],
    });
    const health = client(HealthDefinition, bed.channel(running));
    expect(await health.check({ service: 'live' })).toEqual({ status: SERVING });
    expect(await health.check({ service: '' })).toEqual({ status: NOT_SERVING });
  });

  it('of one name can hang on its own check, that of "" on all', async () => {
    const running = await bed.start({
      services: [{ definition: WorkerServiceDefinition, implementation: workers({}) }],
      speaksFor: ['far.Away', 'far.Gone'],
      readiness: [
        { name: 'far', service: 'far.Away', check: () => Promise.resolve() },
        { name: 'gone', service: 'far.Gone', check: () => fail('unreachable') },
      ],
    });
    const health = client(HealthDefinition, bed.channel(running));
    await eventually(health, WORKERS, SERVING);
    expect(await health.check({ service: 'far.Away' })).toEqual({ status: SERVING });
    expect(await health.check({ service: 'far.Gone' })).toEqual({ status: NOT_SERVING });
    expect(await health.check({ service: '' })).toEqual({ status: NOT_SERVING });
  });

  it('of one service can be what another waits for', async () => {
    let ready = false;
    const behind = await bed.start({
      services: [{ definition: WorkerServiceDefinition, implementation: workers({}) }],
      readiness: [{ name: 'database', check: () => (ready ? Promise.resolve() : fail('not yet')) }],
    });
    const channel = bed.channel(behind);
    const front = await bed.start({ services: [], readiness: [servingCheck(channel, WORKERS)] });
    await reachableCheck(channel).check(signal);
    await expect(servingCheck(channel, WORKERS).check(signal)).rejects.toThrow(
      `${WORKERS} is not serving yet`,
    );
    const health = client(HealthDefinition, bed.channel(front));
    expect(await health.check({ service: '' })).toEqual({ status: NOT_SERVING });
    ready = true;
    await eventually(health, '', SERVING);
  });
});

describe('close', () => {
  it('lets calls in flight end and takes no new ones', async () => {
    const gate = Promise.withResolvers<void>();
    let begun = false;
    let closed = 0;
    const running = await bed.start({
      graceMs: 60_000,
      onClose: async () => void (closed += 1),
      services: [
        {
          definition: WorkerServiceDefinition,
          implementation: workers({
            registerWorker: async () => {
              begun = true;
              await gate.promise;
              return { lease: { seconds: 7, nanos: 0 } };
            },
          }),
        },
      ],
    });
    const channel = bed.channel(running);
    const calls = client(WorkerServiceDefinition, channel);
    const inFlight = calls.registerWorker(register);
    await until(() => begun);
    const closing = Promise.all([running.close(), running.close()]);
    await expect(calls.removeWorker({ workerId: 'w' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(closed).toBe(0);
    gate.resolve();
    expect(await inFlight).toEqual({ lease: { seconds: 7, nanos: 0 } });
    await closing;
    expect(closed).toBe(1);
  });

  it('aborts what is not done after the grace period', async () => {
    let reason: unknown;
    let begun = false;
    const running = await bed.start({
      graceMs: 50,
      services: [
        {
          definition: WorkerServiceDefinition,
          implementation: workers({
            registerWorker: (_, context) => {
              begun = true;
              return never(context.signal).finally(() => (reason = context.signal.reason as unknown));
            },
          }),
        },
      ],
    });
    const call = client(WorkerServiceDefinition, bed.channel(running)).registerWorker(register);
    const failure = call.catch((error: unknown) => error);
    await until(() => begun);
    await running.close();
    expect(reason).toMatchObject({ code: 'UNAVAILABLE', message: 'the service is stopping' });
    expect(await failure).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('does not wait for a handler that never ends', async () => {
    let begun = false;
    const running = await bed.start({
      graceMs: 10,
      services: [
        {
          definition: WorkerServiceDefinition,
          implementation: workers({
            registerWorker: () => {
              begun = true;
              return new Promise(() => undefined);
            },
          }),
        },
      ],
    });
    const call = client(WorkerServiceDefinition, bed.channel(running)).registerWorker(register);
    const failure = call.catch((error: unknown) => error);
    await until(() => begun);
    await running.close();
    expect(await failure).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('ends watches at once, whatever the grace period', async () => {
    const running = await bed.start({
      graceMs: 3_600_000,
      services: [
        {
          definition: WorkerServiceDefinition,
          implementation: workers({
            async *watchWorkers(_, context) {
              callContext().endOnStop();
              yield {};
              await never(context.signal);
            },
          }),
        },
      ],
    });
    const channel = bed.channel(running);
    const watches = [
      client(WorkerServiceDefinition, channel).watchWorkers({}),
      client(HealthDefinition, channel).watch({ service: '' }),
    ].map((watch) => watch[Symbol.asyncIterator]());
    for (const watch of watches) await watch.next();
    const rests = watches.map(async (watch) => {
      for (;;) if ((await watch.next()).done === true) return;
    });
    for (const rest of rests) rest.catch(() => undefined);
    await running.close();
    for (const rest of rests) await expect(rest).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('reads', () => {
  it('are repeated when the service was unavailable; calls with an effect are not', async () => {
    const asked = { getComparison: 0, cancelComparison: 0 };
    const refuse = (): Promise<never> => Promise.reject(new RookeryError('UNAVAILABLE', 'in a moment'));
    const running = await bed.start({
      services: [
        {
          definition: ComparisonServiceDefinition,
          implementation: {
            comparePlanners: refuse,
            getComparison: () => ((asked.getComparison += 1) < 3 ? refuse() : Promise.resolve({})),
            listComparisons: refuse,
            async *watchComparison() {},
            cancelComparison: () => ((asked.cancelComparison += 1), refuse()),
            resumeComparison: refuse,
            deleteComparison: refuse,
          },
        },
      ],
    });
    const comparisons = client(ComparisonServiceDefinition, bed.channel(running));
    const name = 'comparisons/1';
    expect(await comparisons.getComparison({ name })).toEqual({});
    expect(asked.getComparison).toBe(3);
    await expect(comparisons.cancelComparison({ name })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(asked.cancelComparison).toBe(1);
    await expect(comparisons.listComparisons({})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const late = comparisons.listComparisons({}, { timeoutMs: 1 });
    await expect(late).rejects.toBeInstanceOf(RookeryError);
  });
});

describe('reflection', () => {
  it('lists the services and gives their files', async () => {
    const running = await bed.start({
      services: [{ definition: WorkerServiceDefinition, implementation: workers({}) }],
      speaksFor: ['far.Away'],
    });
    const reflection = createClient(ServerReflectionService, bed.channel(running));
    async function* questions() {
      yield question(new BinaryWriter().uint32(58).string(''));
      yield question(new BinaryWriter().uint32(34).string(WORKERS));
      yield question(new BinaryWriter().uint32(34).string('no.Such'));
    }
    const answers = [];
    for await (const answer of reflection.serverReflectionInfo(questions())) answers.push(answer.toObject());
    const names = answers[0]?.listServicesResponse?.serviceList.map(({ name }) => name);
    expect(names?.sort()).toEqual([
      'far.Away',
      'grpc.health.v1.Health',
      'rookery.common.v1.ProcessService',
      WORKERS,
    ]);
    expect(answers[1]?.fileDescriptorResponse?.fileDescriptorProtoList).toHaveLength(1);
    expect(answers[2]?.errorResponse).toMatchObject({ errorCode: 5 });
  });

  it('gives what clients meet besides, and the comments of the contracts', async () => {
    const running = await bed.start({
      services: [{ definition: WorkerServiceDefinition, implementation: workers({}) }],
    });
    const reflection = createClient(ServerReflectionService, bed.channel(running));
    async function* questions() {
      for (const symbol of [WORKERS, 'grpc.health.v1.Health', 'google.rpc.BadRequest', 'google.rpc.Status']) {
        yield question(new BinaryWriter().uint32(34).string(symbol));
      }
    }
    const files: string[] = [];
    for await (const answer of reflection.serverReflectionInfo(questions())) {
      const list = answer.getFileDescriptorResponse()?.getFileDescriptorProtoList_asU8() ?? [];
      files.push(list.map((bytes) => Buffer.from(bytes).toString('latin1')).join(''));
    }
    expect(files[0]).toContain('Enters a worker');
    expect(files[1]).toContain('grpc/health/v1/health.proto');
    expect(files[2]).toContain('Which fields of the request are wrong.');
    expect(files[3]).toContain('google/rpc/status.proto');
  });
});

function question(request: BinaryWriter) {
  return ServerReflectionService.serverReflectionInfo.requestDeserialize(Buffer.from(request.finish()));
}

function fail(reason: string): Promise<never> {
  return Promise.reject(new RookeryError('UNAVAILABLE', reason));
}

async function eventually(
  health: { check(request: { service: string }): Promise<{ status: number }> },
  service: string,
  wanted: number,
): Promise<void> {
  while ((await health.check({ service })).status !== wanted) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
