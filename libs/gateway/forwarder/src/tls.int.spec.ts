import { afterEach, describe, expect, it } from '@jest/globals';
import { once, type EventEmitter } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as connectPlainly } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { credentials, status } from '@grpc/grpc-js';
import { Certificates, mutualServerCredentials, type CertificateFiles } from '@rookery/shared-tls';
import { authority } from '@rookery/shared-tls/testing';
import { startForwarder, type Forwarder } from './forwarder.ts';
import type { ForwarderLimits } from './limits.ts';
import { EchoClient } from './testing/echo-client.ts';
import { startEchoServer } from './testing/echo-server.ts';
import { eventually } from './testing/eventually.ts';

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const HEADERS = {
  ':method': 'POST',
  ':path': '/test.Echo/Chat',
  'content-type': 'application/grpc',
  te: 'trailers',
};
const WORD = Buffer.from([0, 0, 0, 0, 1, 7]);
const LOOK_EVERY_MS = 20;

const ours = authority('the platform');
const others = authority('somebody else');

function certificates(files: CertificateFiles): Certificates {
  const opened = new Certificates(files, undefined, LOOK_EVERY_MS);
  toClose.push(() => opened.close());
  return opened;
}

/** A forwarder that speaks TLS to its callers, before a service that asks for a certificate. */
async function started(limits: Partial<ForwarderLimits> = {}) {
  const files = ours.files();
  const echoFiles = ours.files();
  const echo = await startEchoServer(0, '127.0.0.1', mutualServerCredentials(certificates(echoFiles)));
  toClose.push(() => echo.kill());
  const own = certificates(files);
  const forwarder = await startForwarder({
    host: '127.0.0.1',
    port: 0,
    route: (call) => ({ service: 'echo', address: echo.address, caller: call.header('x-caller') ?? '' }),
    limits,
    certificates: own,
    upstreamCertificates: own,
  });
  toClose.push(() => forwarder.close(100));
  return { files, echoFiles, echo, forwarder };
}

function caller(forwarder: { readonly address: string }, ca = ours.cert): EchoClient {
  const client = new EchoClient(forwarder.address, credentials.createSsl(Buffer.from(ca)));
  toClose.push(() => client.close());
  return client;
}

/** How a handshake ends: the version that was agreed on, or the code of the failure. */
async function handshake(forwarder: Forwarder, options: ConnectionOptions): Promise<string> {
  const [host, port] = forwarder.address.split(':');
  const socket = connectSecurely({
    host,
    port: Number(port),
    ca: ours.cert,
    ALPNProtocols: ['h2'],
    ...options,
  });
  toClose.push(() => void socket.destroy());
  return new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(`${socket.getProtocol()} ${socket.alpnProtocol}`));
    socket.once('error', (error) => resolve(String((error as { code?: unknown }).code)));
    socket.once('close', () => resolve('closed'));
  });
}

describe('a gateway with a certificate', () => {
  it('carries calls by TLS on both sides', async () => {
    const { echo, forwarder } = await started();
    const { status: ended, messages } = await caller(forwarder).unary('Unary', Buffer.from('word'));
    expect([ended.code, messages.map(String)]).toEqual([status.OK, ['word']]);
    expect(echo.seen.metadata.length).toBe(1);
  });

  it('is refused by a caller who knows another authority', async () => {
    const { echo, forwarder } = await started();
    const { status: ended } = await caller(forwarder, others.cert).unary('Unary', Buffer.from('word'));
    expect(ended.code).toBe(status.UNAVAILABLE);
    expect(echo.seen.metadata.length).toBe(0);
  });

  it('answers nobody who speaks without TLS, and nobody by an old version or another protocol', async () => {
    const { forwarder } = await started();
    const plain = new EchoClient(forwarder.address);
    toClose.push(() => plain.close());
    expect((await plain.unary('Unary', Buffer.from('word'))).status.code).toBe(status.UNAVAILABLE);
    expect(await handshake(forwarder, {})).toBe('TLSv1.3 h2');
    expect(await handshake(forwarder, { maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 h2');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    expect(await handshake(forwarder, old)).not.toContain('TLSv1');
    expect(await handshake(forwarder, { ALPNProtocols: ['http/1.1'] })).not.toContain('http/1.1');
  });

  it('takes a renewed certificate without a new start, and ends no call for it', async () => {
    const { files, echoFiles, forwarder } = await started();
    const talk = caller(forwarder).chat();
    talk.on('error', () => undefined);
    talk.write(Buffer.from('before'));
    expect(String((await once(talk, 'data'))[0])).toBe('before');
    const shown = async (): Promise<string> => {
      const [host, port] = forwarder.address.split(':');
      const socket = connectSecurely({ host, port: Number(port), ca: ours.cert, ALPNProtocols: ['h2'] });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const first = await shown();
    // Half of a renewal is no certificate: the one that was there stays.
    ours.renew({ keyFile: files.keyFile });
    await pause(5 * LOOK_EVERY_MS);
    expect(await shown()).toBe(first);
    for (const one of [files, echoFiles]) ours.renew(one);
    await eventually(async () => (await shown()) !== first, 'the new one is shown');
    talk.write(Buffer.from('after'));
    expect(String((await once(talk, 'data'))[0])).toBe('after');
    // And new connections to the service come about by the new ones.
    const { status: ended } = await caller(forwarder).unary('Unary', Buffer.from('word'));
    expect(ended.code).toBe(status.OK);
  });

  it('calls no service whose certificate is of another authority, or for another name', async () => {
    const own = certificates(ours.files());
    for (const files of [others.files(), ours.files({ names: ['elsewhere.example'] })]) {
      const echo = await startEchoServer(
        0,
        '127.0.0.1',
        mutualServerCredentials(certificates({ ...files, caFile: ours.files().caFile })),
      );
      toClose.push(() => echo.kill());
      const forwarder = await startForwarder({
        host: '127.0.0.1',
        port: 0,
        route: () => ({ service: 'echo', address: echo.address }),
        certificates: own,
        upstreamCertificates: own,
      });
      toClose.push(() => forwarder.close(100));
      const { status: ended } = await caller(forwarder).unary('Unary', Buffer.from('word'));
      expect([ended.code, ended.details]).toEqual([
        status.UNAVAILABLE,
        expect.stringMatching(/^echo: cannot be reached \((?!ECONN)/),
      ]);
      expect(echo.seen.metadata.length).toBe(0);
    }
  });

  it('knows services by one name, where their addresses are in no certificate', async () => {
    const named = ours.files({ names: ['platform.example'] });
    const echo = await startEchoServer(0, '127.0.0.1', mutualServerCredentials(certificates(named)));
    toClose.push(() => echo.kill());
    const forwarder = await startForwarder({
      host: '127.0.0.1',
      port: 0,
      route: () => ({ service: 'echo', address: echo.address }),
      upstreamCertificates: certificates({ ...named, name: 'platform.example' }),
    });
    toClose.push(() => forwarder.close(100));
    const client = new EchoClient(forwarder.address);
    toClose.push(() => client.close());
    expect((await client.unary('Unary', Buffer.from('word'))).status.code).toBe(status.OK);
  });
});

describe('a service that asks for certificates', () => {
  it('answers nobody without one of its authority', async () => {
    const echo = await startEchoServer(0, '127.0.0.1', mutualServerCredentials(certificates(ours.files())));
    toClose.push(() => echo.kill());
    const call = async (given: ReturnType<typeof credentials.createSsl>): Promise<number> => {
      const client = new EchoClient(echo.address, given);
      toClose.push(() => client.close());
      return (await client.unary('Unary', Buffer.from('word'))).status.code;
    };
    const ca = Buffer.from(ours.cert);
    const [stranger, friend] = [others.issue(), ours.issue()];
    expect(await call(credentials.createSsl(ca))).toBe(status.UNAVAILABLE);
    expect(await call(credentials.createSsl(ca, Buffer.from(stranger.key), Buffer.from(stranger.cert)))).toBe(
      status.UNAVAILABLE,
    );
    expect(await call(credentials.createInsecure())).toBe(status.UNAVAILABLE);
    expect(echo.seen.metadata.length).toBe(0);
    expect(await call(credentials.createSsl(ca, Buffer.from(friend.key), Buffer.from(friend.cert)))).toBe(
      status.OK,
    );
  });
});

describe('the bounds of a gateway with a certificate', () => {
  function session(forwarder: Forwarder): ClientHttp2Session {
    const opened = connect(`https://${forwarder.address}`, { ca: ours.cert });
    opened.on('error', () => undefined);
    toClose.push(() => opened.destroy());
    return opened;
  }

  it('hold for connections, those without a handshake too', async () => {
    const { forwarder } = await started({ connectionsPerAddress: 3, idleConnectionMs: 1_200 });
    const [host = '', port] = forwarder.address.split(':');
    const silent = Array.from({ length: 3 }, () => connectPlainly(Number(port), host));
    const closed = (one: EventEmitter): Promise<unknown> =>
      new Promise((resolve) => one.on('error', () => undefined).once('close', resolve));
    const ended = silent.map((socket) => closed(socket.resume()));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    await closed(session(forwarder));
    // After a sixth of the idle time, as those that speak and say nothing.
    await Promise.all(ended);
    const taken = session(forwarder);
    await once(taken, 'remoteSettings');
  });

  it('hold for calls that are broken off: one caller ends no call of another', async () => {
    const { forwarder, echo } = await started({ resetBurst: 50, resetsPerSecond: 1 });
    const talk = caller(forwarder).chat();
    talk.on('error', () => undefined);
    talk.write(Buffer.from('before'));
    await once(talk, 'data');
    const hasty = session(forwarder);
    const goaway = once(hasty, 'goaway') as Promise<[number]>;
    for (let index = 0; index < 60; index += 1) {
      const call = hasty.request({ ...HEADERS, 'x-caller': 'hasty' });
      call.on('error', () => undefined);
      call.write(WORD);
      call.once('response', () => call.close(8));
    }
    expect((await goaway)[0]).toBe(11);
    talk.write(Buffer.from('after'));
    expect(String((await once(talk, 'data'))[0])).toBe('after');
    expect(echo.seen.metadata.length).toBeGreaterThan(50);
  });

  it('hold for messages: one that is too large is refused by its first bytes', async () => {
    const { forwarder } = await started({ messageBytes: 1000 });
    const { status: ended } = await caller(forwarder).unary('Unary', Buffer.alloc(2000));
    expect(ended.code).toBe(status.RESOURCE_EXHAUSTED);
  });
});
