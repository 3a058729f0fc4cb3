import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { Target } from './forwarded-headers.ts';
import { startForwarder, type Forwarder } from './forwarder.ts';
import type { ForwarderLimits } from './limits.ts';
import { EchoClient } from './testing/echo-client.ts';
import { startEchoServer } from './testing/echo-server.ts';
import { eventually } from './testing/eventually.ts';

const KIB = 1024;

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function started(limits: Partial<ForwarderLimits> = {}, target: Partial<Target> = {}) {
  const echo = await startEchoServer();
  toClose.push(() => echo.kill());
  const forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: (call) => ({
      service: 'echo',
      address: echo.address,
      caller: call.header('x-caller') ?? '',
      ...target,
    }),
    limits,
  });
  toClose.push(() => forwarder.close(100));
  return { echo, forwarder };
}

function connected(forwarder: Forwarder, options: object = {}): ClientHttp2Session {
  const session = connect(`http://${forwarder.address}`, options);
  session.on('error', () => undefined);
  toClose.push(() => session.destroy());
  return session;
}

function call(
  session: ClientHttp2Session,
  method: string,
  headers: Readonly<Record<string, string>> = {},
): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/test.Echo/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  return stream;
}

/** A message, of which only the beginning may be sent. */
function framed(bytes: number, flag = 0): Buffer {
  const message = Buffer.alloc(5 + bytes, 7);
  message[0] = flag;
  message.writeUInt32BE(bytes, 1);
  return message;
}

async function statusOf(stream: ClientHttp2Stream): Promise<status> {
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  if (headers['grpc-status'] !== undefined) return Number(headers['grpc-status']);
  stream.resume();
  const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
  return Number(trailers['grpc-status']);
}

async function works(forwarder: Forwarder): Promise<void> {
  const client = new EchoClient(forwarder.address);
  const { status: end } = await client.unary('Unary', Buffer.from('x'));
  client.close();
  expect(end.code).toBe(status.OK);
}

describe('messages', () => {
  it('that say they are larger than they may be end with their first bytes', async () => {
    const { forwarder } = await started({ messageBytes: 1000 });
    const large = call(connected(forwarder), 'Hang');
    large.write(framed(1001).subarray(0, 6));
    expect(await statusOf(large)).toBe(status.RESOURCE_EXHAUSTED);
    const client = new EchoClient(forwarder.address);
    toClose.push(() => client.close());
    expect((await client.unary('Unary', Buffer.alloc(1000))).status.code).toBe(status.OK);
  });

  it('that are compressed are not taken, whether the headers say so or not', async () => {
    const { echo, forwarder } = await started();
    const session = connected(forwarder);
    const said = call(session, 'Unary', { 'grpc-encoding': 'gzip' });
    expect(await statusOf(said)).toBe(status.UNIMPLEMENTED);
    expect(echo.seen.metadata).toHaveLength(0);
    const silent = call(session, 'Unary');
    silent.end(framed(100, 1));
    const details = once(silent, 'response').then(([headers]) =>
      Buffer.from(
        String((headers as Record<string, unknown>)['grpc-status-details-bin']),
        'base64',
      ).toString(),
    );
    expect(await statusOf(silent)).toBe(status.INVALID_ARGUMENT);
    // As a field that is wrong, for programs.
    expect(await details).toContain('google.rpc.BadRequest');
  });

  it('that are not finished are held against their caller, and against nobody else', async () => {
    const { forwarder } = await started({ unfinishedBytesPerCaller: 100 * KIB });
    const session = connected(forwarder);
    let refused = 0;
    const calls = Array.from({ length: 20 }, () => {
      const unfinished = call(session, 'Hang', { 'x-caller': 'slow' });
      unfinished.on('response', (headers) => {
        if (headers['grpc-status'] === String(status.RESOURCE_EXHAUSTED)) refused += 1;
      });
      unfinished.write(framed(1000 * KIB).subarray(0, 10 * KIB));
      return unfinished;
    });
    await eventually(() => refused === 10, 'ten are refused');
    await pause(100);
    expect(refused).toBe(10);
    const other = call(session, 'Unary', { 'x-caller': 'other' });
    other.end(framed(90 * KIB));
    expect(await statusOf(other)).toBe(status.OK);
    // What is given up is not held any more.
    for (const unfinished of calls) unfinished.close(8);
    await Promise.all(calls.map(async (one) => one.closed || once(one, 'close')));
    await eventually(async () => {
      const again = call(session, 'Unary', { 'x-caller': 'slow' });
      again.end(framed(90 * KIB));
      return (await statusOf(again)) === status.OK;
    }, 'there is room again');
  });

  it('that are complete are held too where the service waits for the end of the request', async () => {
    const { forwarder } = await started({ unfinishedBytesPerCaller: 100 * KIB }, { oneMessage: true });
    const session = connected(forwarder);
    const calls = Array.from({ length: 3 }, () => call(session, 'Unary'));
    for (const one of calls) one.write(framed(40 * KIB));
    expect(await Promise.race(calls.map(statusOf))).toBe(status.RESOURCE_EXHAUSTED);
  });

  it('that follow each other are held one at a time, however they are cut', async () => {
    const { forwarder } = await started({ unfinishedBytesPerCaller: 40 * KIB, messageMs: 400 });
    const upload = call(connected(forwarder), 'Gather');
    const all = Buffer.concat(Array.from({ length: 40 }, () => framed(10 * KIB)));
    const ended = statusOf(upload);
    for (let at = 0; at < all.length; at += 10_007) {
      upload.write(all.subarray(at, at + 10_007));
      // Each chunk by itself, and all of them slower than one message may be.
      await pause(20);
    }
    upload.end();
    expect(await ended).toBe(status.OK);
  });

  it('have to be complete in their time', async () => {
    const { forwarder } = await started({ messageMs: 100 });
    const session = connected(forwarder);
    const slow = call(session, 'Hang');
    slow.write(framed(1000).subarray(0, 100));
    expect(await statusOf(slow)).toBe(status.DEADLINE_EXCEEDED);
    // A stream between two messages is not slow.
    const client = new EchoClient(forwarder.address);
    toClose.push(() => client.close());
    const chat = client.chat();
    let answers = 0;
    chat.on('data', () => (answers += 1));
    chat.on('error', () => undefined);
    chat.write(Buffer.from('one'));
    await eventually(() => answers === 1, 'the first is answered');
    await pause(300);
    chat.write(Buffer.from('two'));
    await eventually(() => answers === 2, 'the second is answered');
    chat.end();
  });
});

describe('answers that are not read', () => {
  it('are so many of one caller, and end after a while', async () => {
    const { echo, forwarder } = await started({ unreadAfterMs: 100, unreadPerCaller: 3, unreadMs: 1500 });
    const session = connected(forwarder);
    const calls = Array.from({ length: 8 }, () => {
      const unread = call(session, 'Spread');
      const request = framed(7);
      request.write('forever', 5);
      unread.end(request);
      return unread;
    });
    await eventually(() => echo.seen.cancelled === 5, 'those beyond three are ended');
    await eventually(() => echo.seen.cancelled === 8, 'all are ended');
    for (const unread of calls) unread.close(8);
    await works(forwarder);
  });
});

describe('time', () => {
  it('is that of the route for a call that brings none, and is told to the service', async () => {
    const { echo, forwarder } = await started({}, { timeoutMs: 300 });
    const client = new EchoClient(forwarder.address);
    toClose.push(() => client.close());
    const { status: end } = await client.unary('Hang', Buffer.from('x'));
    expect(end.code).toBe(status.DEADLINE_EXCEEDED);
    await eventually(() => echo.seen.cancelled === 1, 'the service has stopped');
  });
});

describe('a call that is answered here', () => {
  it('has its one small message in its time, or ends', async () => {
    const forwarder = await startForwarder({
      host: '127.0.0.1',
      port: 0,
      route: () => ({
        mostBytes: 10,
        withinMs: 200,
        answer: (request, answers) => {
          answers.send(request);
          answers.end();
        },
      }),
    });
    toClose.push(() => forwarder.close(100));
    const session = connected(forwarder);
    expect(await statusOf(call(session, 'Any').end(framed(10)))).toBe(status.OK);
    expect(await statusOf(call(session, 'Any').end(framed(11)))).toBe(status.RESOURCE_EXHAUSTED);
    expect(await statusOf(call(session, 'Any').end())).toBe(status.INVALID_ARGUMENT);
    const slow = call(session, 'Any');
    slow.write(framed(10).subarray(0, 7));
    expect(await statusOf(slow)).toBe(status.DEADLINE_EXCEEDED);
  });
});

describe('connections', () => {
  const closedSoon = async (forwarder: Forwarder): Promise<boolean> => {
    const socket = connectTcp(Number(forwarder.address.split(':')[1]), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    toClose.push(() => void socket.destroy());
    await once(socket, 'connect');
    return Promise.race([once(socket, 'close').then(() => true), pause(300, false)]);
  };

  it('are so many of one address', async () => {
    const { forwarder } = await started({ connectionsPerAddress: 3 });
    expect(await closedSoon(forwarder)).toBe(false);
    expect(await closedSoon(forwarder)).toBe(false);
    const working = connected(forwarder);
    expect(await statusOf(call(working, 'Unary').end(framed(1)))).toBe(status.OK);
    expect(await closedSoon(forwarder)).toBe(true);
    expect(await statusOf(call(working, 'Unary').end(framed(1)))).toBe(status.OK);
    working.destroy();
    await once(working, 'close');
    await eventually(async () => !(await closedSoon(forwarder)), 'there is room again');
  });

  it('are so many of all', async () => {
    const { forwarder } = await started({ connections: 1 });
    expect(await closedSoon(forwarder)).toBe(false);
    expect(await closedSoon(forwarder)).toBe(true);
  });

  it('that do nothing end: soon when they never speak, later when they have no call', async () => {
    const { forwarder } = await started({ idleConnectionMs: 600 });
    const silent = connectTcp(Number(forwarder.address.split(':')[1]), '127.0.0.1');
    silent.on('error', () => undefined);
    silent.resume();
    const idle = connected(forwarder);
    const busy = connected(forwarder);
    const chat = call(busy, 'Chat');
    chat.write(framed(1));
    expect(await statusOf(call(idle, 'Unary').end(framed(1)))).toBe(status.OK);
    await Promise.all([once(silent, 'close'), once(idle, 'close')]);
    expect(busy.destroyed).toBe(false);
    chat.close(8);
    await once(busy, 'close');
  });
});
