import { createServer, type Http2Server } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditStore } from '@rookery/gateway-audit';
import { KeyStore, ROLES, type Role } from '@rookery/gateway-keys';
import {
  InferenceServiceDefinition,
  RunServiceDefinition,
  WorkerServiceDefinition,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import type { RookeryError } from '@rookery/shared-errors';
import { CALLER_KEY, PEER_KEY, readConfig, ROLE_KEY, SECRET_KEY } from '@rookery/shared-runtime';
import type { RunningService } from '@rookery/shared-server';
import { client, connect, RESOURCE_KEY } from '@rookery/shared-transport';
import { gatewayConfig } from '../config.ts';
import { startGateway } from '../start-gateway.ts';
import { callThrough, type Answered } from '../testing/raw-call.ts';
import { AUTHORISATION, opens, rightOf } from './authorisation.ts';

const SECRET = 'a-secret-that-the-processes-of-it-share';
const MODEL = 'm';

let database: Database;
let keys: KeyStore;
let upstream: Http2Server;
let upstreamAddress: string;
const gateways: RunningService[] = [];
/** The headers of every call that came through, newest last. */
const came: Record<string, unknown>[] = [];

const newGateway = (): Promise<RunningService> =>
  startGateway(
    readConfig(gatewayConfig, {
      ROOKERY_PORT: '0',
      ROOKERY_LOG_LEVEL: 'silent',
      DATABASE_URL: database.connectionString,
      ROOKERY_PLATFORM_SECRET: SECRET,
      ROOKERY_BENCHMARK_ADDRESS: upstreamAddress,
      ROOKERY_JUDGE_ADDRESS: upstreamAddress,
      ROOKERY_PLANNER_ADDRESS: upstreamAddress,
    }),
  );

let peers = 0;
/** A key as it is brought from an address of its own, so that one that is not known yet does not count against others. */
const brought = (key: string): Record<string, string> => ({
  'x-api-key': key,
  [SECRET_KEY]: SECRET,
  [PEER_KEY]: `198.51.100.${(peers += 1)}`,
});

/** A key with these roles, as soon as every gateway knows it. */
async function keyWith(tenant: string, roles: readonly Role[]): Promise<{ key: string; id: string }> {
  const { key, stored } = await keys.create({ tenant, roles });
  for (const { address } of gateways) await until(address, key, (code) => code !== 'UNAUTHENTICATED');
  return { key, id: stored.id };
}

async function until(address: string, key: string, holds: (code: string) => boolean): Promise<void> {
  while (!holds((await listModels(address, key)).code)) await pause(50);
}

async function listModels(
  address: string,
  key: string,
): Promise<{ code: string; reason?: string | undefined }> {
  const channel = connect(address);
  try {
    await client(InferenceServiceDefinition, channel, key === '' ? {} : brought(key)).listModels({});
    return { code: 'OK' };
  } catch (error) {
    const { code, reason } = error as RookeryError;
    return { code, reason };
  } finally {
    channel.close();
  }
}

beforeAll(async () => {
  database = await testDatabase();
  upstream = createServer();
  upstream.on('stream', (stream, headers) => {
    if (String(headers[':path']).endsWith('/GetRun')) came.push(headers);
    stream.on('error', () => undefined);
    // A watch that never ends, and an empty answer to everything else.
    stream.resume();
    if (String(headers[':path']).endsWith('/WatchRun'))
      stream.respond({ 'content-type': 'application/grpc' });
    else {
      const answer = { 'content-type': 'application/grpc', 'grpc-status': '0', [RESOURCE_KEY]: 'runs/7' };
      stream.respond(answer, { endStream: true });
    }
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  upstreamAddress = `127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  for (let count = 0; count < 2; count += 1) gateways.push(await newGateway());
  keys = new KeyStore(database);
  // As long as there was never a key, whatever is brought is let through.
  await keys.create({ tenant: 'first', roles: ['read'] });
  for (const { address } of gateways) await until(address, '', (code) => code === 'UNAUTHENTICATED');
}, 60_000);

afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  upstream.close();
  await database.close();
}, 60_000);

const CALLS = AUTHORISATION.flatMap(([{ fullName, methods }, rows]) =>
  Object.keys(rows).map((method) => `/${fullName}/${methods[method]?.name}`),
);

describe('each call, with a key of each role, at a real gateway', () => {
  const byRole = new Map<Role, string>();
  const model = { 'rookery-model': MODEL };

  beforeAll(async () => {
    for (const role of ROLES) byRole.set(role, (await keyWith(`team-${role}`, [role])).key);
    const channel = connect(gateways[0]?.address ?? '', { secret: SECRET });
    await client(WorkerServiceDefinition, channel).registerWorker({
      worker: {
        id: 'w',
        address: upstreamAddress,
        capacity: 4,
        inFlight: 0,
        silentServers: [],
        models: [{ id: MODEL, simulated: true, capabilities: [], world: '' }],
      },
    });
    channel.close();
  }, 60_000);

  const called = (path: string, headers: Readonly<Record<string, string>>): Promise<Answered> =>
    // A watch of workers ends when its caller wants no more.
    callThrough(gateways[0]?.address ?? '', path, { 'grpc-timeout': '500m', ...model, ...headers });

  it.each(CALLS)('%s', async (path) => {
    const right = rightOf(path);
    if (right === undefined) throw new Error('no row');
    for (const [role, key] of byRole) {
      const { reason, status } = await called(path, { 'x-api-key': key });
      const refused = ['ROLE_NEEDED', 'OPERATOR_KEY_NEEDED'].includes(reason);
      expect({ role, refused, status: refused ? status : 'passed' }).toEqual(
        opens(new Set([role]), right)
          ? { role, refused: false, status: 'passed' }
          : { role, refused: true, status: 7 },
      );
    }
    for (const headers of [{}, brought('rookery_no-key-of-ours')]) {
      expect((await called(path, headers)).status).toBe(16);
    }
  });
});

describe('keys of the database', () => {
  const callers = async (key: string): Promise<unknown> => {
    await callThrough(gateways[0]?.address ?? '', `/${RunServiceDefinition.fullName}/GetRun`, {
      'x-api-key': key,
    });
    return {
      caller: came.at(-1)?.[CALLER_KEY],
      role: came.at(-1)?.[ROLE_KEY],
      secret: came.at(-1)?.[SECRET_KEY],
    };
  };

  it('of one tenant are one caller, also after a rotation, and the services are shown the secret', async () => {
    const first = await keyWith('rotating', ['run']);
    const seen = { caller: 'rotating', role: 'application', secret: SECRET };
    expect(await callers(first.key)).toEqual(seen);
    const next = await keys.rotate(first.id, 0);
    for (const { address } of gateways) {
      await until(address, next.key, (code) => code === 'OK');
      await until(address, first.key, (code) => code === 'UNAUTHENTICATED');
    }
    expect(await callers(next.key)).toEqual(seen);
  });

  it('that are revoked open nothing at any gateway, and their open streams end', async () => {
    const { key, id } = await keyWith('leaving', ['run']);
    const watches = gateways.map(({ address }) =>
      callThrough(address, `/${RunServiceDefinition.fullName}/WatchRun`, { 'x-api-key': key }),
    );
    const before = await keyWith('staying', ['run']);
    await keys.revoke(id);
    for (const watch of watches) expect(await watch).toMatchObject({ status: 16 });
    for (const { address } of gateways) {
      expect(await listModels(address, key)).toEqual({ code: 'UNAUTHENTICATED', reason: 'API_KEY_UNKNOWN' });
      expect(await listModels(address, before.key)).toEqual({ code: 'OK' });
    }
  });

  it('that end by themselves open nothing from then on', async () => {
    const expiresAt = new Date(Date.now() + 10_000);
    const { key } = await keys.create({ tenant: 'short', roles: ['run'], expiresAt });
    for (const { address } of gateways) await until(address, key, (code) => code === 'OK');
    for (const { address } of gateways) await until(address, key, (code) => code === 'UNAUTHENTICATED');
  });

  it('have fewer calls at once where their quota says so', async () => {
    const { key, stored } = await keys.create({ tenant: 'small', roles: ['run'], quotas: { calls: 1 } });
    const address = gateways[0]?.address ?? '';
    await until(address, key, (code) => code === 'OK');
    const watch = callThrough(address, `/${RunServiceDefinition.fullName}/WatchRun`, { 'x-api-key': key });
    await until(address, key, (code) => code === 'RESOURCE_EXHAUSTED');
    await keys.revoke(stored.id);
    await watch;
  });

  it('need none for the platform itself', async () => {
    const channel = connect(gateways[1]?.address ?? '', { secret: SECRET });
    expect((await client(InferenceServiceDefinition, channel).listModels({})).models).toEqual([]);
    channel.close();
  });
});

describe('the audit trail', () => {
  it('has who called what about which resource, and how it went, and no key', async () => {
    const audit = new AuditStore(database);
    const { key, id } = await keyWith('audited', ['read']);
    const address = gateways[0]?.address ?? '';
    const service = RunServiceDefinition.fullName;
    const seen = await callThrough(address, `/${service}/GetRun`, { 'x-api-key': key });
    expect(seen).toMatchObject({
      status: 0,
      headers: expect.not.objectContaining({ [RESOURCE_KEY]: 'runs/7' }),
    });
    expect((await callThrough(address, `/${service}/DeleteRun`, { 'x-api-key': key })).status).toBe(7);
    await callThrough(address, `/${service}/GetRun`, brought('a-wrong-key-that-nobody-has'));
    const entries = async () =>
      (await audit.list({ most: 1000 })).filter(
        ({ call, keyId }) => call.startsWith(service) && [id, ''].includes(keyId),
      );
    while ((await entries()).filter(({ keyId }) => keyId === id).length < 2) await pause(50);
    const about = { tenant: 'audited', keyId: id, times: 1, at: expect.any(Date) };
    expect(await audit.list({ tenant: 'audited', most: 10 })).toEqual(
      expect.arrayContaining([
        { ...about, call: `${service}/GetRun`, resource: 'runs/7', status: 'OK' },
        { ...about, call: `${service}/DeleteRun`, resource: '', status: 'PERMISSION_DENIED' },
      ]),
    );
    expect(await audit.list({ tenant: 'audited', refused: true, most: 10 })).toHaveLength(1);
    const wrong = { tenant: '', keyId: '', call: `${service}/GetRun`, status: 'UNAUTHENTICATED' };
    while (!(await entries()).some((entry) => entry.status === wrong.status)) await pause(50);
    const { rows } = await database.pool.query<{ all: string }>('SELECT entry::text AS all FROM audit.entry');
    expect(rows.map(({ all }) => all).join()).not.toMatch(/rookery_|a-wrong-key/);
  });

  it('keeps so many entries, the newest', async () => {
    const audit = new AuditStore(database);
    await audit.sweep({ days: 1, entries: 3 }, 1_000);
    expect(await audit.list({ most: 100 })).toHaveLength(3);
    await audit.sweep({ days: -1, entries: 3 }, 1_000);
    expect(await audit.list({ most: 100 })).toEqual([]);
  });
});

describe('a gateway that others can reach', () => {
  it('starts with keys in its database alone, and not without any', async () => {
    const other = await testDatabase();
    const start = () =>
      startGateway(
        readConfig(gatewayConfig, {
          ROOKERY_PORT: '0',
          ROOKERY_HOST: '0.0.0.0',
          ROOKERY_LOG_LEVEL: 'silent',
          DATABASE_URL: other.connectionString,
        }),
      );
    try {
      await expect(start()).rejects.toThrow(/without keys the gateway listens on loopback only/);
      await new KeyStore(other).create({ tenant: 'team', roles: ['read'] });
      await (await start()).close();
    } finally {
      await other.close();
    }
  }, 60_000);
});
