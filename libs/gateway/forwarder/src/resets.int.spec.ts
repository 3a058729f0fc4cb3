import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { Metadata, status } from '@grpc/grpc-js';
import { startForwarder, type Forwarder } from './forwarder.ts';
import type { ForwarderLimits } from './limits.ts';
import { EchoClient } from './testing/echo-client.ts';
import { startEchoServer } from './testing/echo-server.ts';
import { eventually } from './testing/eventually.ts';

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const HANG = {
  ':method': 'POST',
  ':path': '/test.Echo/Hang',
  'content-type': 'application/grpc',
  te: 'trailers',
};

/** A forwarder before a server that ends a connection after the thousand resets that Node's HTTP/2 allows it. */
async function started(limits: Partial<ForwarderLimits> = {}) {
  const echo = await startEchoServer();
  toClose.push(() => echo.kill());
  const forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: (call) => ({ service: 'echo', address: echo.address, caller: call.header('x-caller') ?? '' }),
    limits,
  });
  toClose.push(() => forwarder.close(100));
  return { echo, forwarder };
}

function connected(forwarder: Forwarder): ClientHttp2Session {
  const session = connect(`http://${forwarder.address}`);
  session.on('error', () => undefined);
  toClose.push(() => session.destroy());
  return session;
}

/** Conversations of one caller that go on. */
function conversations(forwarder: Forwarder, count: number) {
  const client = new EchoClient(forwarder.address);
  toClose.push(() => client.close());
  let lost = 0;
  let echoed = 0;
  const calls = Array.from({ length: count }, () => {
    const call = client.chat();
    call.on('error', () => (lost += 1));
    call.on('data', () => (echoed += 1));
    return call;
  });
  return {
    lost: () => lost,
    /** Says a word in each. @returns how many answered */
    say: async () => {
      echoed = 0;
      for (const call of calls) call.write(Buffer.from('word'));
      await eventually(() => echoed + lost >= count, 'all answered or lost');
      return echoed;
    },
  };
}

async function cancelled(session: ClientHttp2Session, caller: string): Promise<void> {
  const call = session.request({ ...HANG, 'x-caller': caller });
  call.on('error', () => undefined);
  // Far enough to have reached the service.
  await pause(5);
  call.close(constants.NGHTTP2_CANCEL);
  if (!call.destroyed) await once(call, 'close');
}

describe('calls that are broken off', () => {
  it("of one caller on eight connections leave another's conversations alone", async () => {
    const { echo, forwarder } = await started();
    const others = conversations(forwarder, 20);
    expect(await others.say()).toBe(20);
    const attackers = Array.from({ length: 8 }, () => connected(forwarder));
    for (let round = 0; round < 30; round += 1) {
      await Promise.all(
        attackers.flatMap((session) => Array.from({ length: 10 }, () => cancelled(session, 'attacker'))),
      );
    }
    await eventually(() => echo.seen.cancelled > 1500, 'the cancels reached the service');
    expect(others.lost()).toBe(0);
    expect(await others.say()).toBe(20);
  });

  it('all at once by their deadlines leave them alone too', async () => {
    const { forwarder } = await started({ callsPerCaller: 10_000 });
    const others = conversations(forwarder, 20);
    expect(await others.say()).toBe(20);
    const attackers = Array.from({ length: 4 }, () => new EchoClient(forwarder.address));
    toClose.push(() => attackers.forEach((client) => client.close()));
    let ended = 0;
    const deadline = Date.now() + 3000;
    for (let index = 0; index < 4000; index += 1) {
      const call = (attackers[index % 4] as EchoClient).chat('Hang', deadline);
      call.on('error', () => (ended += 1));
      call.on('data', () => undefined);
    }
    await eventually(() => ended === 4000, 'all have passed their deadline');
    await pause(200);
    expect(others.lost()).toBe(0);
    expect(await others.say()).toBe(20);
  });

  it('too fast on one connection end that connection and no other', async () => {
    const { forwarder } = await started({ resetBurst: 50, resetsPerSecond: 1 });
    const others = conversations(forwarder, 5);
    expect(await others.say()).toBe(5);
    const hasty = connected(forwarder);
    const goaway = once(hasty, 'goaway') as Promise<[number]>;
    const calls = Array.from({ length: 60 }, () => {
      const call = hasty.request(HANG);
      call.on('error', () => undefined);
      return call;
    });
    await pause(100);
    for (const call of calls) call.close(constants.NGHTTP2_CANCEL);
    expect((await goaway)[0]).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect(await others.say()).toBe(5);
  });
});

describe('a connection that several callers share, as behind the chat front', () => {
  it('outlives one who breaks off too many calls, who has to wait', async () => {
    const { forwarder } = await started({ resetBurst: 50, resetsPerSecond: 1 });
    const shared = connected(forwarder);
    const other = shared.request({ ...HANG, ':path': '/test.Echo/Chat', 'x-caller': 'other' });
    other.on('error', () => undefined);
    other.write(Buffer.from([0, 0, 0, 0, 1, 7]));
    await once(other, 'data');
    for (let round = 0; round < 12; round += 1)
      await Promise.all(Array.from({ length: 10 }, () => cancelled(shared, 'hasty')));
    const refused = shared.request({ ...HANG, 'x-caller': 'hasty' });
    const [headers] = (await once(refused, 'response')) as [Record<string, string>];
    expect(headers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
    other.write(Buffer.from([0, 0, 0, 0, 1, 8]));
    await once(other, 'data');
    expect(other.closed).toBe(false);
  });
});

describe('calls of one caller', () => {
  it('are so many at a time, on all connections together', async () => {
    const { forwarder } = await started({ callsPerCaller: 10 });
    const sessions = [connected(forwarder), connected(forwarder)];
    for (let index = 0; index < 10; index += 1) {
      const call = (sessions[index % 2] as ClientHttp2Session).request({ ...HANG, 'x-caller': 'many' });
      call.on('error', () => undefined);
    }
    const client = new EchoClient(forwarder.address);
    toClose.push(() => client.close());
    const metadata = new Metadata();
    metadata.set('x-caller', 'many');
    await eventually(
      async () =>
        (await client.unary('Unary', Buffer.from('x'), metadata)).status.code === status.RESOURCE_EXHAUSTED,
      'the eleventh is refused',
    );
    metadata.set('x-caller', 'another');
    expect((await client.unary('Unary', Buffer.from('x'), metadata)).status.code).toBe(status.OK);
  });
});
