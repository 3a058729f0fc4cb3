import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@rookery/shared-platform-processes';
import {
  type Behaviour,
  llamaCpp,
  startModelServer,
  vllm,
  type VllmServer,
} from '@rookery/shared-scripted-model-server';
import { HELLO, Machine, request } from './testing/machine.ts';

const LLAMA = 'meta-llama/Llama-3.1-8B-Instruct';

let machine: Machine;
beforeEach(async () => {
  machine = await Machine.start();
});
afterEach(() => machine.close());

describe('a server that is swapped underneath', () => {
  const right: VllmServer = { model: LLAMA, startedAt: 1_700_000_000 };

  it('is found out by what it says, and refused', async () => {
    machine.server.behave(vllm(right));
    const worker = await machine.servingWorker();
    machine.server.behave(vllm({ ...right, root: 'some/other', startedAt: 1_700_000_900 }));
    const refused = await machine.refusedBy(worker);
    expect(refused?.reason).toContain(`model: wanted ${LLAMA}, found some/other`);
    machine.server.behave(vllm({ ...right, startedAt: 1_700_001_000 }));
    await eventually('the worker serves again', worker.isServing);
  });

  it('is found out when its connection breaks off, before it is asked anything', async () => {
    machine.server.behave(vllm(right));
    const worker = await machine.servingWorker();
    const port = Number(new URL(machine.server.baseUrl).port);
    await machine.server.close();
    await expect(worker.inference.generate(request(LLAMA))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    machine.server = await startModelServer({ port });
    machine.server.behave(vllm({ ...right, root: 'some/other', startedAt: 1_700_000_900 }));
    const refused = await machine.refusedBy(worker);
    expect(refused?.reason).toContain('found some/other');
    // Tried out, it was, and asked nothing of the caller's.
    expect(machine.server.seen.filter(({ words }) => words === HELLO)).toEqual([]);
  });

  // llama.cpp answers whatever name it is asked by.
  it('is found out where no model is of the catalogue, too', async () => {
    const listing = (id: string): Behaviour => llamaCpp({ model: id });
    machine.server.behave(listing('my-model'));
    const worker = await machine.servingWorker();
    expect((await worker.inference.generate(request('my-model'))).text).not.toBe('');
    const port = Number(new URL(machine.server.baseUrl).port);
    // Between two calls: nothing fails.
    await machine.server.close();
    machine.server = await startModelServer({ port });
    machine.server.behave(listing('another'));
    await expect(worker.inference.generate(request('my-model'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('another') as unknown,
    });
    expect(machine.server.seen.filter(({ words }) => words === HELLO)).toEqual([]);
  });

  it('is found out by a call that waited for its place meanwhile', async () => {
    machine.server.behave((response, seen) => {
      if (seen.words !== HELLO) llamaCpp({ model: 'my-model' })(response, seen);
    });
    const worker = await machine.servingWorker({ ROOKERY_WORKER_CAPACITY: '1' });
    const calls = ['asked', 'waiting'].map(() => worker.inference.generate(request('my-model')));
    const ends = Promise.allSettled(calls);
    await eventually('one waits', () => machine.inFlight === calls.length);
    const port = Number(new URL(machine.server.baseUrl).port);
    await machine.server.close();
    machine.server = await startModelServer({ port });
    machine.server.behave(llamaCpp({ model: 'another' }));
    expect(await ends).toEqual(
      calls.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'NOT_FOUND' }),
      })),
    );
    expect(machine.server.seen.filter(({ words }) => words === HELLO)).toEqual([]);
  });

  it('has its machine looked at again, too', async () => {
    machine.server.behave(vllm(right));
    const worker = await machine.servingWorker();
    await machine.smi.shows('two-h100');
    machine.server.behave(vllm({ ...right, startedAt: 1_700_000_900 }));
    const refused = await machine.refusedBy(worker);
    expect(refused?.placement?.findings[0]?.found).toBe('2 x NVIDIA-H100-80GB-HBM3');
  });

  it('is away while it says that its engine is dead', async () => {
    machine.server.behave(vllm(right));
    await machine.servingWorker();
    machine.server.behave(vllm({ ...right, dead: true }));
    await eventually('it is said', () => machine.silent > 0);
  });
});
