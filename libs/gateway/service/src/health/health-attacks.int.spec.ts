import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import {
  connect as connectHttp,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
} from 'node:http2';
import { gzipSync } from 'node:zlib';
import { InferenceServiceDefinition } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { readConfig } from '@rookery/shared-runtime';
import type { RunningService } from '@rookery/shared-server';
import { client, connect, HealthDefinition } from '@rookery/shared-transport';
import { gatewayConfig } from '../config.ts';
import { startGateway } from '../start-gateway.ts';
import { MOST_WATCHES } from './watch-counts.ts';

const MIB = 1024 * 1024;

let database: Database;
let gateway: RunningService;
const toClose: (() => void)[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  const config = readConfig(gatewayConfig, {
    ROOKERY_PORT: '0',
    ROOKERY_LOG_LEVEL: 'silent',
    DATABASE_URL: database.connectionString,
    ROOKERY_API_KEYS: 'key-of-a-team',
    ROOKERY_OPERATOR_KEYS: 'key-of-an-operator',
  });
  gateway = await startGateway(config);
});

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) close();
  await gateway.close();
});

function connected(): ClientHttp2Session {
  const session = connectHttp(`http://${gateway.address}`);
  session.on('error', () => undefined);
  toClose.push(() => session.destroy());
  return session;
}

function request(
  session: ClientHttp2Session,
  method: 'Check' | 'Watch',
  headers: Readonly<Record<string, string>> = {},
): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/grpc.health.v1.Health/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  stream.resume();
  return stream;
}

function framed(message: Buffer, compressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed ? 1 : 0;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

async function statusOf(stream: ClientHttp2Stream): Promise<string> {
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  if (headers['grpc-status'] !== undefined) return headers['grpc-status'];
  const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
  return trailers['grpc-status'] ?? '';
}

/** How much more memory the process has after `work`, in MiB. */
async function grownBy(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage();
  await work();
  const after = process.memoryUsage();
  return (after.rss - before.rss) / MIB;
}

async function serves(): Promise<void> {
  const channel = connect(gateway.address, { apiKey: 'key-of-a-team' });
  toClose.push(() => channel.close());
  expect(await client(InferenceServiceDefinition, channel).listModels({}, { timeoutMs: 20_000 })).toEqual({
    models: [],
    silentServers: [],
    refusedModels: [],
  });
}

describe('without a key', () => {
  it.each([
    ['without a message', Buffer.alloc(0)],
    ['whose message is none', framed(Buffer.from([0x0a, 0x7f, 0x61]))],
    ['whose message is compressed', framed(Buffer.alloc(2), true)],
  ])('a health check %s is refused, and says which part of it is wrong', async (_, body) => {
    const stream = request(connected(), 'Check');
    const answered = once(stream, 'response') as Promise<[Record<string, string>]>;
    stream.end(body);
    const [headers] = await answered;
    expect(headers).toMatchObject({ 'grpc-status': '3' });
    expect(Buffer.from(headers['grpc-status-details-bin'] ?? '', 'base64').toString()).toMatch(
      /google\.rpc\.BadRequest[^]*message/,
    );
  });

  it('300 compressed health checks, of 16 MB each when unpacked, are refused and not unpacked', async () => {
    const body = framed(gzipSync(Buffer.alloc(16 * MIB)), true);
    const session = connected();
    const grown = await grownBy(async () => {
      const statuses = await Promise.all(
        Array.from({ length: 300 }, (_, index) => {
          // Half of them do not even say so in their headers.
          const call = request(session, 'Check', index % 2 === 0 ? { 'grpc-encoding': 'gzip' } : {});
          call.end(body);
          return statusOf(call);
        }),
      );
      expect(new Set(statuses)).toEqual(new Set(['3', '12']));
    });
    expect(grown).toBeLessThan(300);
    await serves();
  });

  it('80 health checks of 16 MB are refused by their first bytes', async () => {
    const session = connected();
    const beginning = Buffer.from(framed(Buffer.alloc(16 * MIB)).subarray(0, 100_000));
    const grown = await grownBy(async () => {
      const statuses = await Promise.all(
        Array.from({ length: 80 }, () => {
          const call = request(session, 'Check');
          call.write(beginning);
          return statusOf(call);
        }),
      );
      expect(new Set(statuses)).toEqual(new Set(['8']));
    });
    expect(grown).toBeLessThan(300);
    await serves();
  });

  it('an unfinished message to a service is refused before any of it is kept', async () => {
    const session = connected();
    const call = session.request({
      ':method': 'POST',
      ':path': '/rookery.agent.v1.AgentService/Converse',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.on('error', () => undefined);
    call.write(framed(Buffer.alloc(MIB)).subarray(0, 1000));
    expect(await statusOf(call)).toBe('16');
    await once(call, 'close');
  });

  it('watches of nine connections leave models and health to others, and are so many of a connection', async () => {
    const sessions = Array.from({ length: 9 }, () => connected());
    let refused = 0;
    let told = 0;
    for (const session of sessions) {
      for (let index = 0; index < 200; index += 1) {
        const watch = request(session, 'Watch');
        watch.on('response', (headers) => {
          if (headers['grpc-status'] === undefined) told += 1;
          else refused += 1;
        });
        watch.end(framed(Buffer.alloc(0)));
      }
    }
    while (told + refused < 1800) await new Promise(setImmediate);
    expect(told).toBe(9 * MOST_WATCHES.ofConnection);
    await serves();
    const check = request(connected(), 'Check');
    check.end(framed(Buffer.alloc(0)));
    expect(await statusOf(check)).toBe('0');
    // Room is made again.
    const first = sessions[0] as ClientHttp2Session;
    first.destroy();
    await once(first, 'close');
    const channel = connect(gateway.address);
    toClose.push(() => channel.close());
    for await (const { status } of client(HealthDefinition, channel).watch({ service: '' })) {
      expect(Number(status)).toBe(2);
      break;
    }
  });

  it("2,140 watches that one connection breaks off leave another's watch alone", async () => {
    const other = request(connected(), 'Watch');
    other.end(framed(Buffer.alloc(0)));
    await once(other, 'response');
    let ended = false;
    other.on('close', () => (ended = true));
    const session = connected();
    for (let index = 0; index < 2140; index += 1) {
      if (session.destroyed) break;
      const watch = request(session, 'Watch');
      watch.end(framed(Buffer.alloc(0)));
      await new Promise(setImmediate);
      watch.close(constants.NGHTTP2_CANCEL);
    }
    await serves();
    expect(ended).toBe(false);
  });
});
