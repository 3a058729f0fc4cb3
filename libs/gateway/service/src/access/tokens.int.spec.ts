import { createServer, type Http2Server } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditStore } from '@rookery/gateway-audit';
import { ROLES } from '@rookery/gateway-keys';
import { TestIssuer, type TokenWish } from '@rookery/gateway-tokens/testing';
import { AgentServiceDefinition } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { CALLER_KEY, PEER_KEY, readConfig, ROLE_KEY, SECRET_KEY } from '@rookery/shared-runtime';
import type { RunningService } from '@rookery/shared-server';
import { RESOURCE_KEY, statusOf } from '@rookery/shared-transport';
import { gatewayConfig } from '../config.ts';
import { startGateway } from '../start-gateway.ts';
import { callThrough, type Answered } from '../testing/raw-call.ts';
import { AUTHORISATION, opens, rightOf } from './authorisation.ts';

const SECRET = 'a-secret-that-the-processes-of-it-share';
const GET_RUN = '/rookery.benchmark.v1.RunService/GetRun';
const LIST_SESSIONS = `/${AgentServiceDefinition.fullName}/ListSessions`;

let database: Database;
let issuer: TestIssuer;
let upstream: Http2Server;
let gateway: RunningService;
/** The headers of every call that came through, newest last. */
const came: Record<string, unknown>[] = [];

beforeAll(async () => {
  [database, issuer] = await Promise.all([testDatabase(), TestIssuer.start()]);
  upstream = createServer();
  upstream.on('stream', (stream, headers) => {
    came.push(headers);
    stream.on('error', () => undefined).resume();
    const answer = { 'content-type': 'application/grpc', 'grpc-status': '0', [RESOURCE_KEY]: 'runs/7' };
    stream.respond(answer, { endStream: true });
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const address = `127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  gateway = await startGateway(
    readConfig(gatewayConfig, {
      ROOKERY_PORT: '0',
      ROOKERY_LOG_LEVEL: 'silent',
      DATABASE_URL: database.connectionString,
      ROOKERY_PLATFORM_SECRET: SECRET,
      ROOKERY_BENCHMARK_ADDRESS: address,
      ROOKERY_JUDGE_ADDRESS: address,
      ROOKERY_PLANNER_ADDRESS: address,
      ROOKERY_OPERATOR_KEYS: 'an-operators-key',
      ROOKERY_OIDC_ISSUER: issuer.url,
      ROOKERY_OIDC_AUDIENCE: 'rookery',
      ROOKERY_OIDC_TENANT_CLAIM: 'team',
    }),
  );
}, 60_000);

afterAll(async () => {
  await gateway.close();
  upstream.close();
  await issuer[Symbol.asyncDispose]();
  await database.close();
}, 60_000);

let peers = 0;
/** From an address of its own, so that what is wrong counts against nobody else. */
const from = (address = `198.51.100.${(peers += 1)}`): Record<string, string> => ({
  [SECRET_KEY]: SECRET,
  [PEER_KEY]: address,
});
const call = (path: string, token: string, headers = from()): Promise<Answered> =>
  callThrough(gateway.address, path, { authorization: `Bearer ${token}`, 'grpc-timeout': '2S', ...headers });
const token = ({ claims, ...wish }: TokenWish = {}): Promise<string> =>
  issuer.token({ ...wish, claims: { team: 'team-a', ...claims } });

describe('a gateway that takes tokens', () => {
  it('tells services the tenant and the role, and not the token', async () => {
    const given = await token();
    expect((await call(GET_RUN, given)).status).toBe(0);
    const headers = came.at(-1) ?? {};
    expect([headers[CALLER_KEY], headers[ROLE_KEY]]).toEqual(['team-a', 'application']);
    expect(JSON.stringify(headers)).not.toContain(given.slice(0, 40));
    const operator = await token({ claims: { roles: ['operate'], team: 'house' } });
    expect((await call(GET_RUN, operator)).status).toBe(0);
    expect([came.at(-1)?.[CALLER_KEY], came.at(-1)?.[ROLE_KEY]]).toEqual(['house', 'operator']);
    const { reason } = await callThrough(gateway.address, GET_RUN, from());
    expect(reason).toBe('');
    expect((await callThrough(gateway.address, GET_RUN)).reason).toBe('API_KEY_MISSING');
    expect((await callThrough(gateway.address, GET_RUN, { 'x-api-key': 'an-operators-key' })).status).toBe(0);
  });

  it('opens with each role what the table of rights says, and nothing else', async () => {
    const paths = AUTHORISATION.flatMap(([{ fullName, methods }, rows]) =>
      Object.keys(rows).map((method) => `/${fullName}/${methods[method]?.name}`),
    );
    for (const role of [...ROLES, 'chef'] as const) {
      const given = await token({ claims: { roles: [role] } });
      const headers = from();
      const answers = await Promise.all(
        paths.map(async (path) => [
          path,
          (await call(path, given, { ...headers, 'grpc-timeout': '300m' })).status,
        ]),
      );
      for (const [path, answered] of answers as [string, number][]) {
        const right = rightOf(path);
        if (right === undefined) throw new Error(path);
        const may = role !== 'chef' && opens(new Set([role]), right);
        expect([role, path, answered === Number(statusOf('PERMISSION_DENIED'))]).toEqual([role, path, !may]);
      }
    }
  }, 60_000);

  it('says what is wrong with one: it ended, has not the role, names no tenant, is none', async () => {
    const outcome = async (given: string, path = GET_RUN): Promise<unknown> => {
      const { status: code, reason } = await call(path, given);
      return [code, reason];
    };
    expect(await outcome(await token({ endsIn: -60 }))).toEqual([
      statusOf('UNAUTHENTICATED'),
      'TOKEN_REFUSED',
    ]);
    expect(await outcome(await token({ claims: { aud: 'other' } }))).toEqual([
      statusOf('UNAUTHENTICATED'),
      'TOKEN_REFUSED',
    ]);
    expect(await outcome(await token(), LIST_SESSIONS)).toEqual([
      statusOf('PERMISSION_DENIED'),
      'ROLE_NEEDED',
    ]);
    expect(await outcome(await token({ claims: { team: 'Team A' } }))).toEqual([
      statusOf('PERMISSION_DENIED'),
      'TOKEN_UNUSABLE',
    ]);
    expect(await outcome('no-token-and-no-key')).toEqual([statusOf('UNAUTHENTICATED'), 'API_KEY_UNKNOWN']);
  });

  it('counts wrong tokens of an address as wrong keys, and those who were right there go on', async () => {
    const here = from('203.0.113.9');
    const good = await token();
    expect((await call(GET_RUN, good, here)).status).toBe(0);
    const asked = issuer.timesAsked;
    const wrong = await Promise.all(
      Array.from({ length: 60 }, (_, index) => token({ kid: 'none', claims: { sub: `s${index}` } })),
    );
    const reasons: string[] = [];
    for (const one of wrong) reasons.push((await call(GET_RUN, one, here)).reason);
    expect(reasons[0]).toBe('TOKEN_REFUSED');
    expect(reasons.at(-1)).toBe('TOO_MANY_WRONG_KEYS');
    expect(issuer.timesAsked).toBeLessThanOrEqual(asked + 1);
    expect((await call(GET_RUN, good, here)).status).toBe(0);
  });

  it('notes calls by the subject in other words, and those that were refused', async () => {
    await call(GET_RUN, await token({ claims: { team: 'audited', sub: 'canary@example.org' } }));
    await call(LIST_SESSIONS, await token({ claims: { team: 'audited', sub: 'canary@example.org' } }));
    const audit = new AuditStore(database);
    let entries = await audit.list({ tenant: 'audited', most: 10 });
    while (entries.length < 2) {
      await pause(100);
      entries = await audit.list({ tenant: 'audited', most: 10 });
    }
    expect(entries.map(({ status: code }) => code).sort()).toEqual(['OK', 'PERMISSION_DENIED']);
    expect(new Set(entries.map(({ keyId }) => keyId)).size).toBe(1);
    expect(entries[0]?.keyId).toMatch(/^token-[0-9a-f]{16}$/);
    const { rows } = await database.pool.query<{ all: string }>('SELECT entry::text AS all FROM audit.entry');
    expect(rows.map(({ all }) => all).join()).not.toContain('canary');
  }, 30_000);

  it('says UNAVAILABLE of a token while its issuer is away, and takes those that it knows, and keys', async () => {
    const known = await token();
    await call(GET_RUN, known);
    await issuer.rotate();
    issuer.answers = 'badly';
    // Its key is none that is known, and whether there is such a key nobody says.
    const fresh = await token({ claims: { sub: 'somebody' } });
    let answered = await call(GET_RUN, fresh);
    while (answered.status === Number(statusOf('UNAUTHENTICATED'))) {
      await pause(500);
      answered = await call(GET_RUN, fresh);
    }
    expect([answered.status, answered.reason]).toEqual([statusOf('UNAVAILABLE'), 'ISSUER_AWAY']);
    expect((await call(GET_RUN, known)).status).toBe(0);
    expect((await callThrough(gateway.address, GET_RUN, { 'x-api-key': 'an-operators-key' })).status).toBe(0);
    issuer.answers = undefined;
    while ((await call(GET_RUN, fresh)).status !== 0) await pause(500);
  }, 60_000);
});
