import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { LoadTarget, ProcessReadings } from '@rookery/cli-load';
import { createLog } from '@rookery/shared-runtime';
import { startService, type RunningService } from '@rookery/shared-server';
import { echoTarget, judgeTarget, planTarget } from './platform-calls.ts';
import { type Endpoint } from './connections.ts';

const WORK = { model: 'sim/gpt-4o', planner: '', depth: 3, budget: 10 };
const opened: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const endpoint = (address: string, timeoutMs = 20_000): Endpoint => ({
  address,
  headers: {},
  connections: 2,
  timeoutMs,
});

/** A real service that offers health and nothing else. */
async function healthOnly(): Promise<RunningService> {
  const service = await startService({
    name: 'health-only',
    host: '127.0.0.1',
    port: 0,
    log: createLog('health-only', 'silent'),
    services: [],
  });
  opened.push(() => service.close());
  return service;
}

/** A socket that takes connections and never says a word. */
async function silent(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function readProcesses(target: LoadTarget, ms = 20_000): Promise<ProcessReadings> {
  if (target.readProcesses === undefined) throw new Error('the target cannot read its processes');
  return target.readProcesses(AbortSignal.timeout(ms));
}

describe('targets over gRPC', () => {
  it('answer OK once the service serves', async () => {
    const { address } = await healthOnly();
    const target = echoTarget(endpoint(address));
    opened.push(() => target.close());
    // Health begins with NOT_SERVING, which is an answer, but not the one that was wanted.
    let outcome = await target.start(0).outcome;
    while (outcome === 'PARTIAL') outcome = await target.start(0).outcome;
    expect(outcome).toBe('OK');
    expect(target.lastFailure).toBeUndefined();
  });

  it('name the status of unary calls and streams, and keep what was said', async () => {
    const { address } = await healthOnly();
    for (const open of [judgeTarget, planTarget]) {
      const target = open(endpoint(address), WORK);
      expect(await target.start(7).outcome).toBe('UNIMPLEMENTED');
      expect(target.lastFailure).toMatch(/^UNIMPLEMENTED: /);
      target.close();
    }
  });

  it('end at the deadline of the call', async () => {
    const target = echoTarget(endpoint(await silent(), 50));
    expect(await target.start(0).outcome).toBe('DEADLINE_EXCEEDED');
    target.close();
  });

  it('end when cancelled', async () => {
    const address = await silent();
    for (const target of [echoTarget(endpoint(address)), planTarget(endpoint(address), WORK)]) {
      const call = target.start(0);
      call.cancel();
      expect(await call.outcome).toBe('CANCELLED');
      target.close();
    }
  });

  it('read how busy the processes behind an address are', async () => {
    const { address } = await healthOnly();
    const target = echoTarget(endpoint(address));
    opened.push(() => target.close());
    const { processes, silent } = await readProcesses(target);
    expect(silent).toEqual([]);
    expect(processes).toMatchObject([{ name: 'health-only', cores: expect.any(Number) }]);
    expect(processes[0]?.cpuSeconds).toBeGreaterThan(0);
  });

  it('say that a server of another make does not offer it', async () => {
    const server = new Server();
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    opened.push(() => server.forceShutdown());
    const target = echoTarget(endpoint(`127.0.0.1:${port}`));
    opened.push(() => target.close());
    await expect(readProcesses(target)).rejects.toThrow('UNIMPLEMENTED');
  });

  it('give a reading up when it takes too long', async () => {
    const target = echoTarget(endpoint(await silent()));
    opened.push(() => target.close());
    await expect(readProcesses(target, 50)).rejects.toThrow('CANCELLED');
  });
});
