import { once } from 'node:events';
import { constants, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WorkerServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { client, connect } from '@rookery/shared-transport';
import { startService, type RunningService } from './start-service.ts';
import { TestBed } from './fixtures/test-bed.ts';
import { createLog } from '@rookery/shared-runtime';

const bed = new TestBed();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await bed.close();
});

const REGISTER = { worker: { id: 'w', address: 'a:1', models: [{ id: 'm' }], capacity: 1 } };

/** A server of HTTP/2 that does this with each call. */
async function server(
  serve: (stream: ServerHttp2Stream) => void,
): Promise<{ address: string; http: Http2Server }> {
  const http = createServer().listen(0, '127.0.0.1');
  http.on('sessionError', () => undefined);
  http.on('stream', (stream) => {
    stream.on('error', () => undefined);
    serve(stream);
  });
  await once(http, 'listening');
  closers.push(() => http.close());
  return { address: `127.0.0.1:${(http.address() as AddressInfo).port}`, http };
}

function workersAt(address: string) {
  const channel = connect(address);
  closers.push(() => channel.close());
  return client(WorkerServiceDefinition, channel);
}

describe('a call that is lost on its way', () => {
  it.each([
    ['NGHTTP2_INTERNAL_ERROR', 'CALL_BROKEN_OFF'],
    ['NGHTTP2_PROTOCOL_ERROR', 'CALL_BROKEN_OFF'],
    ['NGHTTP2_FLOW_CONTROL_ERROR', 'CALL_BROKEN_OFF'],
    ['NGHTTP2_ENHANCE_YOUR_CALM', 'CALL_BROKEN_OFF'],
    ['NGHTTP2_NO_ERROR', 'CONNECTION_LOST'],
    ['NGHTTP2_CANCEL', 'CONNECTION_LOST'],
    ['NGHTTP2_REFUSED_STREAM', 'CALL_REFUSED'],
  ] as const)('by RST_STREAM with %s is UNAVAILABLE, %s', async (code, reason) => {
    const { address } = await server((stream) => stream.close(constants[code]));
    await expect(workersAt(address).registerWorker(REGISTER)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason,
    });
    const watching = workersAt(address).watchWorkers({})[Symbol.asyncIterator]();
    await expect(watching.next()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason });
  });

  it('by a cut connection is UNAVAILABLE, CONNECTION_LOST', async () => {
    const { address } = await server((stream) => stream.session?.destroy());
    await expect(workersAt(address).registerWorker(REGISTER)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'CONNECTION_LOST',
    });
  });

  it('by a proxy that answers in HTTP is UNAVAILABLE', async () => {
    const { address } = await server((stream) => {
      stream.respond({ ':status': 520, 'content-type': 'text/html' });
      stream.end('<html>Web server returned an unknown error</html>');
    });
    await expect(workersAt(address).registerWorker(REGISTER)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'CALL_BROKEN_OFF',
    });
  });

  it('is told from what the service itself calls INTERNAL', async () => {
    const running = await bed.start({
      services: [
        {
          definition: WorkerServiceDefinition,
          implementation: {
            registerWorker: () => Promise.reject(new RookeryError('INTERNAL', 'a mistake')),
            renewWorker: () => Promise.resolve({}),
            removeWorker: () => Promise.resolve({}),
            async *watchWorkers() {
              yield {};
            },
          },
        },
      ],
    });
    await expect(workersAt(running.address).registerWorker(REGISTER)).rejects.toMatchObject({
      code: 'INTERNAL',
      reason: undefined,
    });
  });
});

describe('several replicas behind one name', () => {
  const served: string[] = [];

  function replica(host: string, port = 0): Promise<RunningService> {
    return startService({
      name: 'replica',
      host,
      port,
      log: createLog('replica', 'silent'),
      graceMs: 0,
      services: [
        {
          definition: WorkerServiceDefinition,
          implementation: {
            registerWorker: () => {
              served.push(host);
              return Promise.resolve({});
            },
            renewWorker: () => Promise.resolve({}),
            removeWorker: () => Promise.resolve({}),
            async *watchWorkers() {
              yield {};
            },
          },
        },
      ],
    });
  }

  const hosts = ['127.0.0.1', '127.0.0.2'] as const;

  it('share the calls; those that are away are passed by, and taken up again when they are back', async () => {
    const first = await replica(hosts[0]);
    const second = await replica(hosts[1]);
    closers.push(() => first.close());
    const workers = workersAt(`ipv4:${first.address},${second.address}`);
    const call = async (times: number): Promise<Set<string>> => {
      served.length = 0;
      for (let time = 0; time < times; time += 1) await workers.registerWorker(REGISTER);
      return new Set(served);
    };
    // The second connection may come a moment after the first.
    while ((await call(4)).size < 2);
    await second.close();
    expect(await call(8)).toEqual(new Set([hosts[0]]));
    const again = await replica(hosts[1], Number(second.address.split(':')[1]));
    closers.push(() => again.close());
    while (!(await call(4)).has(hosts[1])) await new Promise((resolve) => setTimeout(resolve, 50));
  });
});
