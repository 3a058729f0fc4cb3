import { afterEach, describe, expect, it } from '@jest/globals';
import { Metadata, status } from '@grpc/grpc-js';
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { startForwarder, type Forwarder } from './forwarder.ts';
import { EchoClient, readAll } from './testing/echo-client.ts';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';
import { eventually } from './testing/eventually.ts';

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function platform(): Promise<{ echo: EchoServer; forwarder: Forwarder; client: EchoClient }> {
  const echo = await startEchoServer();
  toClose.push(() => echo.kill());
  return { echo, ...(await forwardTo(() => echo.address)) };
}

async function forwardTo(address: () => string): Promise<{ forwarder: Forwarder; client: EchoClient }> {
  const forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: () => ({ service: 'echo', address: address() }),
  });
  toClose.push(() => forwarder.close(100));
  return { forwarder, client: newClient(forwarder) };
}

/** A message as it travels: not compressed, four bytes of length. */
function grpcFrame(text: string): Buffer {
  const frame = Buffer.alloc(5 + text.length);
  frame.writeUInt32BE(text.length, 1);
  frame.write(text, 5);
  return frame;
}

function newClient(forwarder: Forwarder): EchoClient {
  const client = new EchoClient(forwarder.address);
  toClose.push(() => client.close());
  return client;
}

describe('an upstream that is away', () => {
  it('answers UNAVAILABLE, names the service, and is found when it comes back', async () => {
    const first = await startEchoServer();
    const port = Number(first.address.split(':')[1]);
    first.kill();
    const { client } = await forwardTo(() => first.address);
    const { status: end } = await client.unary('Unary', Buffer.from('x'));
    expect(end.code).toBe(status.UNAVAILABLE);
    expect(end.details).toBe('echo: cannot be reached (ECONNREFUSED)');

    const later = await startEchoServer(port);
    toClose.push(() => later.kill());
    await eventually(
      async () => (await client.unary('Unary', Buffer.from('x'))).status.code === status.OK,
      'a call reaches the upstream that was started later',
    );
    later.kill();
    await eventually(
      async () => (await client.unary('Unary', Buffer.from('x'))).status.code === status.UNAVAILABLE,
      'the upstream is away again',
    );
    const again = await startEchoServer(port);
    toClose.push(() => again.kill());
    await eventually(
      async () => (await client.unary('Unary', Buffer.from('x'))).status.code === status.OK,
      'a call reaches the upstream that was restarted',
    );
  });

  it('answers UNAVAILABLE when something that is not HTTP/2 listens there', async () => {
    const impostor = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-nothing\r\n');
    }).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    toClose.push(() => void impostor.close());
    const { client } = await forwardTo(() => `127.0.0.1:${(impostor.address() as { port: number }).port}`);
    const { status: end } = await client.unary('Unary', Buffer.from('x'));
    expect(end.code).toBe(status.UNAVAILABLE);
    expect(end.details).toMatch(/^echo: cannot be reached/);
  });

  it('ends calls in flight with UNAVAILABLE when it dies, and leaves other upstreams alone', async () => {
    const { echo, forwarder, client } = await platform();
    const reading = readAll(client.spread('forever'));
    const chat = client.chat();
    const chatting = readAll(chat);
    chat.write(Buffer.from('hello'));
    const waiting = client.unary('Hang', Buffer.from('x'));
    await eventually(() => echo.seen.metadata.length === 3, 'all calls have arrived');
    echo.kill();
    for (const outcome of await Promise.all([reading, chatting, waiting])) {
      expect(outcome.status.code).toBe(status.UNAVAILABLE);
      expect(outcome.status.details).toContain('echo');
    }
    expect(forwarder.address).toMatch(/^127\.0\.0\.1:/);
  });

  it('finishes calls in flight while an upstream drains', async () => {
    const { echo, client } = await platform();
    const chat = client.chat();
    const outcome = readAll(chat);
    chat.write(Buffer.from('one'));
    await once(chat, 'data');
    const drained = echo.drain();
    chat.write(Buffer.from('two'));
    chat.end();
    expect((await outcome).status.code).toBe(status.OK);
    await drained;
  });
});

describe('a caller that goes', () => {
  it('cancels the call upstream', async () => {
    const { echo, client } = await platform();
    const call = client.spread('forever');
    const outcome = readAll(call);
    await once(call, 'data');
    call.cancel();
    expect((await outcome).status.code).toBe(status.CANCELLED);
    await eventually(() => echo.seen.cancelled === 1, 'the upstream saw the cancellation');
  });

  it('cancels a call that has only just begun', async () => {
    const { echo, client } = await platform();
    const call = client.chat('Hang');
    const outcome = readAll(call);
    await eventually(() => echo.seen.metadata.length === 1, 'the call has arrived');
    call.cancel();
    await outcome;
    await eventually(() => echo.seen.cancelled === 1, 'the upstream saw the cancellation');
  });

  it('harms no other caller when its connection vanishes', async () => {
    const { echo, forwarder, client } = await platform();
    const leaver = newClient(forwarder);
    const lost = Array.from({ length: 20 }, () => readAll(leaver.spread('forever')));
    const chat = client.chat();
    const outcome = readAll(chat);
    await eventually(() => echo.seen.metadata.length === 21, 'all calls have arrived');
    leaver.close();
    chat.write(Buffer.from('still here'));
    expect(String((await once(chat, 'data'))[0])).toBe('still here');
    chat.end();
    expect((await outcome).status.code).toBe(status.OK);
    for (const call of lost) void call;
  });
});

describe('pace', () => {
  it('stops an upstream whose caller does not read, and goes on when it does', async () => {
    const { echo, forwarder, client } = await platform();
    // A raw HTTP/2 caller: a grpc-js client reads on by itself, whoever listens.
    const session = connect(`http://${forwarder.address}`);
    toClose.push(() => session.destroy());
    const slow = session.request({
      ':method': 'POST',
      ':path': '/test.Echo/Spread',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    slow.end(grpcFrame('4000'));
    let written = -1;
    await eventually(async () => {
      const before = written;
      await client.unary('Unary', Buffer.from('others go on'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      written = echo.seen.written;
      return before === written && written > 0;
    }, 'the upstream has stopped writing');
    // 64 MB were asked for; only what buffers and windows hold has left.
    expect(written).toBeLessThan(4 * 1024 * 1024);
    let read = 0;
    slow.on('data', (chunk: Buffer) => (read += chunk.length));
    const [trailers] = (await once(slow, 'trailers')) as [Record<string, string>];
    expect(trailers['grpc-status']).toBe('0');
    await eventually(() => read === 4000 * (16 * 1024 + 5), 'everything was read');
  });

  it('slows a caller whose upstream does not read', async () => {
    const { client } = await platform();
    const call = client.chat('Hang');
    call.on('error', () => undefined);
    const message = Buffer.alloc(64 * 1024);
    let written = 0;
    let blockedSince = 0;
    // grpc-js says with `false` that its buffer is full; it drains as long as bytes leave.
    const write = (): void => {
      while (written < 64 * 1024 * 1024) {
        written += message.length;
        blockedSince = performance.now();
        if (!call.write(message)) return;
      }
    };
    call.on('drain', write);
    write();
    await eventually(() => performance.now() - blockedSince > 500, 'the caller is held back');
    expect(written).toBeLessThan(16 * 1024 * 1024);
    call.cancel();
  });
});

describe('deadlines', () => {
  it('ends a call whose upstream stays silent, and cancels it there', async () => {
    const { echo, client } = await platform();
    const metadata = new Metadata();
    const { status: end } = await client.unary('Hang', Buffer.from('x'), metadata, Date.now() + 300);
    expect(end.code).toBe(status.DEADLINE_EXCEEDED);
    await eventually(() => echo.seen.cancelled === 1, 'the upstream saw the cancellation');
  });
});

describe('closing', () => {
  it('lets calls in flight end and takes no new ones', async () => {
    const { forwarder, client } = await platform();
    const chat = client.chat();
    const outcome = readAll(chat);
    chat.write(Buffer.from('before'));
    await once(chat, 'data');
    const closed = forwarder.close(30_000);
    chat.write(Buffer.from('during'));
    expect(String((await once(chat, 'data'))[0])).toBe('during');
    await eventually(async () => {
      const other = newClient(forwarder);
      return (await other.unary('Unary', Buffer.from('new'))).status.code === status.UNAVAILABLE;
    }, 'new callers are refused');
    chat.end();
    expect((await outcome).status.code).toBe(status.OK);
    await closed;
  });

  it('ends what does not end by itself with UNAVAILABLE', async () => {
    const { echo, forwarder, client } = await platform();
    const outcome = readAll(client.chat('Hang'));
    await eventually(() => echo.seen.metadata.length === 1, 'the call has arrived');
    await forwarder.close(50);
    expect((await outcome).status.code).toBe(status.UNAVAILABLE);
    expect((await outcome).status.details).toBe('the gateway is shutting down');
    await eventually(() => echo.seen.cancelled === 1, 'the upstream saw the cancellation');
  });
});
