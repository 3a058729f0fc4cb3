import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metadata, status } from '@grpc/grpc-js';
import { RookeryError } from '@rookery/shared-errors';
import { startForwarder, type Forwarder } from './forwarder.ts';
import { type Router } from './call.ts';
import { EchoClient, readAll } from './testing/echo-client.ts';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';

let echo: EchoServer;
let forwarder: Forwarder;
let client: EchoClient;

const route: Router = (call) => {
  if (call.service === 'test.Later')
    return Promise.resolve({ service: 'echo', address: echo.address, path: '/test.Echo/Unary' });
  if (call.service === 'test.Broken') throw new TypeError('secret of the implementation');
  if (call.service !== 'test.Echo') throw new RookeryError('UNIMPLEMENTED', `no service ${call.service}`);
  if (call.header('refuse') !== undefined) {
    throw new RookeryError('INVALID_ARGUMENT', 'refuse: 100 % nein – später', {
      violations: [{ field: 'refuse', description: 'is set' }],
      retryAfterMs: 1500,
      reason: 'IN_USE',
    });
  }
  return { service: 'echo', address: echo.address, withheld: new Set(['secret']) };
};

beforeAll(async () => {
  echo = await startEchoServer();
  forwarder = await startForwarder({ host: '127.0.0.1', port: 0, route });
  client = new EchoClient(forwarder.address);
});

afterAll(async () => {
  client.close();
  await forwarder.close(1000);
  echo.kill();
});

describe('the four kinds of calls', () => {
  it('forwards a unary call with its metadata, headers and trailers', async () => {
    const metadata = new Metadata();
    metadata.add('twice', 'a');
    metadata.add('twice', 'b');
    metadata.add('bytes-bin', Buffer.from([0, 255, 10]));
    metadata.add('secret', 'hidden');
    metadata.add('x-request-id', 'mine-1');
    const { head, status: end, messages } = await client.unary('Unary', Buffer.from('hello'), metadata);
    expect(messages.map(String)).toEqual(['hello']);
    expect(end.code).toBe(status.OK);
    expect(head.get('repeated')).toEqual(['one, two']);
    expect(head.get('raw-bin')).toEqual([Buffer.from([0, 1, 254, 255])]);
    expect(head.get('x-request-id')).toEqual(['mine-1']);
    expect(end.metadata.get('repeated').join(', ')).toBe('one, two');
    expect(end.metadata.get('tail')).toEqual(['yes']);
    const seen = echo.seen.metadata.at(-1);
    expect(seen?.get('twice').join(', ')).toBe('a, b');
    expect(seen?.get('bytes-bin')).toEqual([Buffer.from([0, 255, 10])]);
    expect(seen?.get('x-request-id')).toEqual(['mine-1']);
    expect(seen?.get('secret')).toEqual([]);
  });

  it('makes a request id when the caller has none that can be logged', async () => {
    const metadata = new Metadata();
    metadata.set('x-request-id', 'two words and a "quote"');
    const made = (await client.unary('Unary', Buffer.from(''), metadata)).head.get('x-request-id');
    expect(made).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(echo.seen.metadata.at(-1)?.get('x-request-id')).toEqual(made);
  });

  it('forwards a client stream', async () => {
    const { call, answer } = client.gather();
    for (let index = 0; index < 50; index += 1) call.write(Buffer.alloc(10_000, index));
    call.end();
    expect(String(await answer)).toBe('500000');
  });

  it('forwards a server stream', async () => {
    const { messages, status: end } = await readAll(client.spread(200));
    expect(messages).toHaveLength(200);
    expect(messages.every((message) => message.length === 16 * 1024)).toBe(true);
    expect(end.code).toBe(status.OK);
    expect(end.metadata.get('tail')).toEqual(['yes']);
  });

  it('forwards both directions at once, message by message', async () => {
    const call = client.chat();
    const received: string[] = [];
    const outcome = readAll(call);
    for (const word of ['one', 'two', 'three']) {
      const echoed = new Promise<void>((resolve) =>
        call.once('data', (chunk: Buffer) => {
          received.push(String(chunk));
          resolve();
        }),
      );
      call.write(Buffer.from(word));
      await echoed;
    }
    call.end();
    expect((await outcome).status.code).toBe(status.OK);
    expect(received).toEqual(['one', 'two', 'three']);
  });

  it('forwards messages of four megabytes unchanged', async () => {
    const message = Buffer.alloc(4 * 1024 * 1024);
    for (let index = 0; index < message.length; index += 4) message.writeUInt32LE(index, index);
    const { messages, status: end } = await client.unary('Unary', message);
    expect(end.code).toBe(status.OK);
    expect(messages[0]?.equals(message)).toBe(true);
  });

  it('keeps many calls on several connections apart', async () => {
    const clients = [client, new EchoClient(forwarder.address), new EchoClient(forwarder.address)];
    const calls = Array.from({ length: 600 }, async (_, index) => {
      const caller = clients[index % clients.length] as EchoClient;
      const { messages } = await caller.unary('Unary', Buffer.from(`call ${index}`));
      return String(messages[0]);
    });
    const answers = await Promise.all(calls);
    expect(answers).toEqual(answers.map((_, index) => `call ${index}`));
    for (const caller of clients.slice(1)) caller.close();
  });
});

describe('statuses', () => {
  it("passes the service's own error on, with message and details", async () => {
    const { status: end } = await client.unary('Fail', Buffer.from(''));
    expect(end.code).toBe(status.FAILED_PRECONDITION);
    expect(end.details).toBe('not now: 100 % – später');
    expect(end.metadata.get('grpc-status-details-bin')).toEqual([Buffer.from('details of 100%')]);
    expect(end.metadata.get('tail')).toEqual(['yes']);
  });

  it('refuses with status, message, details and request id', async () => {
    const metadata = new Metadata();
    metadata.set('refuse', 'yes');
    metadata.set('x-request-id', 'mine-2');
    const { head, status: end } = await client.unary('Unary', Buffer.from('x'), metadata);
    expect(end.code).toBe(status.INVALID_ARGUMENT);
    expect(end.details).toBe('refuse: 100 % nein – später');
    const details = Buffer.concat(end.metadata.get('grpc-status-details-bin') as Buffer[]).toString('latin1');
    expect(details).toContain('type.googleapis.com/google.rpc.BadRequest');
    expect(details).toContain('type.googleapis.com/google.rpc.RetryInfo');
    expect(details).toContain('IN_USE');
    expect([...head.get('x-request-id'), ...end.metadata.get('x-request-id')]).toContain('mine-2');
  });

  it('answers UNIMPLEMENTED for a service the router does not know', async () => {
    const { status: end } = await client.unary('/nobody.Knows/It', Buffer.from('x'));
    expect(end.code).toBe(status.UNIMPLEMENTED);
    expect(end.details).toBe('no service nobody.Knows');
  });

  it('refuses a stream that the caller is still sending', async () => {
    const { call, answer } = client.gather();
    const refused = new EchoClient(forwarder.address);
    const outcome = await refused.unary('/nobody.Knows/It', Buffer.alloc(4 * 1024 * 1024));
    expect(outcome.status.code).toBe(status.UNIMPLEMENTED);
    refused.close();
    call.end();
    expect(String(await answer)).toBe('0');
  });

  it('hides the text of a programming error', async () => {
    const { status: end } = await client.unary('/test.Broken/Call', Buffer.from('x'));
    expect(end.code).toBe(status.INTERNAL);
    expect(end.details).not.toContain('secret');
  });

  it('waits for a route that takes time, and may ask for another path', async () => {
    const { messages } = await client.unary('/test.Later/Call', Buffer.from('later'));
    expect(messages.map(String)).toEqual(['later']);
  });
});
