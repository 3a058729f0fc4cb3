import { afterEach, describe, expect, it } from '@jest/globals';
import { Metadata, status } from '@grpc/grpc-js';
import { decodeError, DETAILS_KEY } from '@rookery/shared-transport';
import { startForwarder } from './forwarder.ts';
import { EchoClient, type Outcome } from './testing/echo-client.ts';
import { startEchoServer } from './testing/echo-server.ts';

/** So many at once, and so many times: more in a second than a service may as well refuse itself, on any machine. */
const CROWD = 50;
const TIMES = 10;

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const of = (caller: string): Metadata => {
  const metadata = new Metadata();
  metadata.set('x-caller', caller);
  return metadata;
};

async function started() {
  const echo = await startEchoServer();
  toClose.push(() => echo.kill());
  const told: number[] = [];
  const forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: (call) => ({
      service: 'echo',
      address: echo.address,
      caller: call.header('x-caller') ?? '',
      told: (code) => told.push(code),
    }),
  });
  toClose.push(() => forwarder.close(100));
  const client = new EchoClient(forwarder.address);
  toClose.push(() => client.close());
  const send = (method: string, caller: string): Promise<Outcome> =>
    client.unary(method, Buffer.from('x'), of(caller));
  return { echo, told, send };
}

async function flood(send: (method: string, caller: string) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const crowd = Array.from({ length: CROWD }, () => send('Overloaded', 'loud'));
    outcomes.push(...(await Promise.all(crowd)));
  }
  return outcomes;
}

describe('calls to a service that refuses them as overloaded', () => {
  it('are refused here for the most part, in the same words to a program, and noted', async () => {
    const { echo, told, send } = await started();
    for (const { status: end } of await flood(send)) {
      expect(end.code).toBe(status.RESOURCE_EXHAUSTED);
      const [details] = end.metadata.get(DETAILS_KEY);
      expect(decodeError(end.code, end.details, details as Buffer, undefined)).toMatchObject({
        reason: 'OVERLOADED',
        retryAfterMs: 2500,
      });
    }
    expect(echo.seen.metadata.length).toBeGreaterThan(0);
    expect(echo.seen.metadata.length).toBeLessThan(TIMES * CROWD);
    expect(told).toHaveLength(TIMES * CROWD);
  });

  it('are refused to nobody else, and no other method is', async () => {
    const { echo, send } = await started();
    await flood(send);
    const before = echo.seen.metadata.length;
    await send('Overloaded', 'quiet');
    const { status: end } = await send('Unary', 'loud');
    expect(end.code).toBe(status.OK);
    expect(echo.seen.metadata.length).toBe(before + 2);
  });
});
