import { afterEach, describe, expect, it } from '@jest/globals';
import { Metadata, status } from '@grpc/grpc-js';
import { decodeError, DETAILS_KEY } from '@rookery/shared-transport';
import { startForwarder } from './forwarder.ts';
import { EchoClient, type Outcome } from './testing/echo-client.ts';
import { startEchoServer } from './testing/echo-server.ts';

const CALLS = 500;

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

describe('calls to a service that refuses them as overloaded', () => {
  it('are refused here for the most part, in the same words to a program, and noted', async () => {
    const { echo, told, send } = await started();
    for (let call = 0; call < CALLS; call += 1) {
      const { status: end } = await send('Overloaded', 'loud');
      expect(end.code).toBe(status.RESOURCE_EXHAUSTED);
      const [details] = end.metadata.get(DETAILS_KEY);
      expect(decodeError(end.code, end.details, details as Buffer, undefined)).toMatchObject({
        reason: 'OVERLOADED',
        retryAfterMs: 2500,
      });
    }
    expect(echo.seen.metadata.length).toBeGreaterThan(0);
    expect(echo.seen.metadata.length).toBeLessThan(CALLS);
    expect(told).toHaveLength(CALLS);
  });

  it('are refused to nobody else, and no other method is', async () => {
    const { echo, send } = await started();
    for (let call = 0; call < CALLS; call += 1) await send('Overloaded', 'loud');
    const before = echo.seen.metadata.length;
    await send('Overloaded', 'quiet');
    const { status: end } = await send('Unary', 'loud');
    expect(end.code).toBe(status.OK);
    expect(echo.seen.metadata.length).toBe(before + 2);
  });
});
