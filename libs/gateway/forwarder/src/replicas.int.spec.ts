import { afterEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { startForwarder, type Forwarder } from './forwarder.ts';
import { EchoClient } from './testing/echo-client.ts';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';
import { eventually } from './testing/eventually.ts';

const HOSTS = ['127.0.0.1', '127.0.0.2'] as const;

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function replica(host: string, port = 0): Promise<EchoServer> {
  const server = await startEchoServer(port, host);
  toClose.push(() => server.kill());
  return server;
}

/** Two replicas on one port, behind a name that leads to what `addresses` holds. */
async function behindOneName(addresses: string[]) {
  const first = await replica(HOSTS[0]);
  const port = Number(first.address.split(':')[1]);
  const second = await replica(HOSTS[1], port);
  const away: string[] = [];
  const forwarder: Forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: () => ({ service: 'echo', address: `replicas.test:${port}` }),
    limits: { resolveEveryMs: 20 },
    resolve: (host) =>
      addresses.length === 0
        ? Promise.reject(Object.assign(new Error(host), { code: 'ENOTFOUND' }))
        : Promise.resolve([...addresses]),
    observer: { upstreamUnreachable: (address) => void away.push(address) },
  });
  toClose.push(() => forwarder.close(100));
  const client = new EchoClient(forwarder.address);
  toClose.push(() => client.close());
  const calls = async (times: number) => {
    const ends = [];
    for (let call = 0; call < times; call += 1) {
      const { status: end } = await client.unary('Unary', Buffer.from('x'));
      ends.push(end.code);
    }
    return new Set(ends);
  };
  /** How many of so many calls came to each. */
  const served = async (times: number): Promise<number[]> => {
    const before = [first, second].map(({ seen }) => seen.metadata.length);
    expect(await calls(times)).toEqual(new Set([status.OK]));
    return [first, second].map(({ seen }, index) => seen.metadata.length - (before[index] ?? 0));
  };
  return { first, second, port, client, away, calls, served };
}

describe('several replicas behind one name', () => {
  it('are given calls in turn', async () => {
    const { calls, served } = await behindOneName([...HOSTS]);
    // The second connection may come a moment after the first.
    await eventually(async () => {
      await calls(2);
      return (await served(2)).every((count) => count === 1);
    }, 'both are connected');
    expect(await served(10)).toEqual([5, 5]);
  });

  it('are passed by while they are away, without a call that fails, and taken up again', async () => {
    const { second, port, calls, served, away } = await behindOneName([...HOSTS]);
    await eventually(async () => (await served(2)).every((count) => count === 1), 'both are connected');
    second.kill();
    // A call that was on its way is lost with it; those after it are not.
    await eventually(async () => (await calls(6)).size === 1, 'the first takes all calls');
    expect(await calls(20)).toEqual(new Set([status.OK]));
    const again = await replica(HOSTS[1], port);
    await eventually(async () => {
      await calls(2);
      return again.seen.metadata.length > 0;
    }, 'the second is taken up again');
    expect(away).toEqual([]);
  });

  it('come and go with what the name says', async () => {
    const addresses: string[] = [HOSTS[0]];
    const { calls, served } = await behindOneName(addresses);
    expect(await served(4)).toEqual([4, 0]);
    addresses.push(HOSTS[1]);
    await eventually(async () => (await served(2)).every((count) => count === 1), 'the new one gets calls');
    addresses.splice(0, 1);
    await eventually(async () => (await served(2))[0] === 0, 'the old one gets none');
    // A name that cannot be asked for leads where it led.
    addresses.length = 0;
    expect(await calls(10)).toEqual(new Set([status.OK]));
  });

  it('answer UNAVAILABLE where none can be reached, or nobody has the name, and are found later', async () => {
    const addresses: string[] = [];
    const { first, second, port, client, away } = await behindOneName(addresses);
    const unary = async () => (await client.unary('Unary', Buffer.from('x'))).status;
    expect(await unary()).toMatchObject({
      code: status.UNAVAILABLE,
      details: 'echo: cannot be reached (ENOTFOUND)',
    });
    first.kill();
    second.kill();
    addresses.push(...HOSTS);
    expect(await unary()).toMatchObject({
      code: status.UNAVAILABLE,
      details: 'echo: cannot be reached (ECONNREFUSED)',
    });
    expect(new Set(away)).toEqual(new Set([`replicas.test:${port}`]));
    await replica(HOSTS[1], port);
    await eventually(async () => (await unary()).code === status.OK, 'the second is found');
  });
});
