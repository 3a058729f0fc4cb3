import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { status } from '@grpc/grpc-js';
import { startForwarder, type Forwarder } from './forwarder.ts';
import { EchoClient } from './testing/echo-client.ts';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';

let echo: EchoServer;
let forwarder: Forwarder;
let session: ClientHttp2Session;

beforeAll(async () => {
  echo = await startEchoServer();
  forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: () => ({ service: 'echo', address: echo.address }),
    limits: { headerListBytes: 8192 },
  });
  session = connect(`http://${forwarder.address}`);
});

afterAll(async () => {
  session.destroy();
  await forwarder.close(100);
  echo.kill();
});

const GRPC = {
  ':method': 'POST',
  ':path': '/test.Echo/Unary',
  'content-type': 'application/grpc',
  te: 'trailers',
};

/** Sends a request without a body and waits for the headers of its answer. */
async function answerTo(headers: OutgoingHttpHeaders): Promise<Record<string, unknown>> {
  const request = session.request(headers);
  request.on('error', () => undefined);
  request.resume();
  request.end();
  const [answer] = (await once(request, 'response')) as [Record<string, unknown>];
  return answer;
}

describe('requests that are not gRPC', () => {
  it('answers 405 to other methods', async () => {
    expect(await answerTo({ ...GRPC, ':method': 'GET' })).toMatchObject({ ':status': 405, allow: 'POST' });
  });

  it.each(['application/json', 'application/grpc-web', 'application/grpcx', undefined])(
    'answers 415 to content-type %p',
    async (contentType) => {
      const { 'content-type': _, ...rest } = GRPC;
      const headers = contentType === undefined ? rest : { ...rest, 'content-type': contentType };
      expect(await answerTo(headers)).toMatchObject({ ':status': 415 });
    },
  );

  it.each(['application/grpc', 'application/grpc+proto', 'application/grpc;charset=utf-8'])(
    'takes content-type %p',
    async (contentType) => {
      expect(await answerTo({ ...GRPC, 'content-type': contentType })).toMatchObject({ ':status': 200 });
    },
  );
});

describe('gRPC requests that cannot be served', () => {
  it('refuses a request without te: trailers', async () => {
    const { te: _, ...rest } = GRPC;
    const answer = await answerTo(rest);
    expect(answer).toMatchObject({ ':status': 200, 'grpc-status': String(status.INVALID_ARGUMENT) });
    expect(answer['x-request-id']).toBeDefined();
  });

  it('refuses a timeout that cannot be read', async () => {
    const answer = await answerTo({ ...GRPC, 'grpc-timeout': 'soon' });
    expect(answer).toMatchObject({ 'grpc-status': String(status.INVALID_ARGUMENT) });
    expect(String(answer['grpc-message'])).toContain('grpc-timeout');
  });

  it.each(['/', '/NoMethod', '/a/', '//b', '/a/b/c'])(
    'answers UNIMPLEMENTED to the path %p',
    async (path) => {
      expect(await answerTo({ ...GRPC, ':path': path })).toMatchObject({
        'grpc-status': String(status.UNIMPLEMENTED),
      });
    },
  );

  it('ends a silent call at its deadline by itself', async () => {
    const answer = await answerTo({ ...GRPC, ':path': '/test.Echo/Hang', 'grpc-timeout': '150m' });
    expect(answer).toMatchObject({ 'grpc-status': String(status.DEADLINE_EXCEEDED) });
  });
});

describe('hostile connections', () => {
  const stillServes = async (): Promise<void> => {
    const client = new EchoClient(forwarder.address);
    const { status: end } = await client.unary('Unary', Buffer.from('x'));
    client.close();
    expect(end.code).toBe(status.OK);
  };
  const port = (): number => Number(forwarder.address.split(':')[1]);

  it('resets a request with too many headers and keeps the connection', async () => {
    const request = session.request({ ...GRPC, padding: 'x'.repeat(20_000) });
    request.end();
    request.on('error', () => undefined);
    await new Promise((resolve) => request.once('close', resolve));
    expect(request.rstCode).not.toBe(0);
    expect(await answerTo(GRPC)).toMatchObject({ ':status': 200 });
  });

  it.each([
    ['HTTP/1.1', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['noise', '\u0000\u0001\u0002 nothing known '.repeat(100)],
    ['a frame that is too long', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u00ff\u00ff\u00ff\u0000\u0000'],
  ])('closes a connection that speaks %s and serves the others', async (_name, bytes) => {
    const socket = connectTcp(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(bytes, 'latin1');
    // Some noise is only recognised when the preface is complete; the peer gives up then.
    socket.end();
    await once(socket, 'close');
    await stillServes();
  });

  it('survives callers that disappear in the middle of a call', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const leaver = connect(`http://${forwarder.address}`);
      leaver.on('error', () => undefined);
      const request = leaver.request({ ...GRPC, ':path': '/test.Echo/Spread' });
      request.on('error', () => undefined);
      request.write(Buffer.from([0, 0, 0]));
      await once(leaver, 'connect');
      leaver.socket.destroy();
    }
    await stillServes();
  });
});
