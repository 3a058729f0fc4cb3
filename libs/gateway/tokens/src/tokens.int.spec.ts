import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { RookeryError } from '@rookery/shared-errors';
import { decodeProtectedHeader } from 'jose';
import type { VerifiedToken } from './claims.ts';
import { ISSUER_TIMES, type IssuerTimes } from './issuer-keys.ts';
import type { IssuerSettings } from './oidc-config.ts';
import { TestIssuer } from './testing.ts';
import { Tokens } from './tokens.ts';

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await TestIssuer.start();
});
afterEach(() => issuer[Symbol.asyncDispose]());

const said: string[] = [];
const log = { warn: (_: object, line: string) => void said.push(line) };

function tokens(settings: Partial<IssuerSettings> = {}, times: Partial<IssuerTimes> = {}): Tokens {
  const standard: IssuerSettings = {
    issuer: issuer.url,
    audience: 'rookery',
    keysUrl: undefined,
    algorithms: ['RS256', 'ES256'],
    clockToleranceS: 5,
    tenantClaim: undefined,
    rolesClaim: 'roles',
    roles: (['converse', 'run', 'read', 'operate'] as const).map((role) => [role, role] as const),
  };
  return new Tokens({ ...standard, ...settings }, log, { ...ISSUER_TIMES, ...times });
}

const kidOf = (token: string): string => decodeProtectedHeader(token).kid ?? '';

const refusal = (checking: Promise<VerifiedToken>): Promise<string> =>
  checking.then(
    () => 'taken',
    ({ code, reason }: RookeryError) => `${code} ${reason}`,
  );

describe('tokens of an issuer', () => {
  it('hold by either of its keys, and are known for a while', async () => {
    const known = tokens();
    for (const alg of ['RS256', 'ES256']) {
      const token = await issuer.token({ alg, claims: { roles: ['read', 'converse', 'chef'] } });
      expect(Tokens.isToken(token)).toBe(true);
      expect(known.known(token)).toBeUndefined();
      const checked = await known.check(token);
      expect(checked.tenant).toMatch(/^oidc-[0-9a-f]{16}$/);
      expect([...checked.roles]).toEqual(['converse', 'read']);
      expect(known.known(token)).toBe(checked);
    }
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('name their tenant and roles by the claims that the settings say', async () => {
    const known = tokens({
      tenantClaim: 'https://example.org/team',
      rolesClaim: 'realm.access',
      roles: [
        ['talk', 'converse'],
        ['boss', 'operate'],
        ['boss', 'read'],
      ],
    });
    const claims = { 'https://example.org/team': 'team-a', realm: { access: 'talk boss read' } };
    const checked = await known.check(await issuer.token({ claims }));
    expect([checked.tenant, [...checked.roles]]).toEqual(['team-a', ['converse', 'operate', 'read']]);
    for (const team of ['Team A', '', 7, null, 'a~b'])
      expect(
        await refusal(
          known.check(await issuer.token({ claims: { ...claims, 'https://example.org/team': team } })),
        ),
      ).toBe('PERMISSION_DENIED TOKEN_UNUSABLE');
  });

  it('tell subjects apart, and nothing of them', async () => {
    const known = tokens();
    const of = async (sub: string) => known.check(await issuer.token({ claims: { sub } }));
    const [one, again, other] = [await of('canary'), await of('canary'), await of('another')];
    expect(one.tenant).toBe(again.tenant);
    expect(one.tenant).not.toBe(other.tenant);
    expect(JSON.stringify(one)).not.toContain('canary');
  });

  it('without a role that is known open nothing that takes one', async () => {
    const known = tokens();
    for (const roles of [undefined, [], ['chef'], 7, { read: true }, '__proto__'])
      expect((await known.check(await issuer.token({ claims: { roles } }))).roles.size).toBe(0);
  });

  it('that do not hold are refused', async () => {
    const known = tokens();
    const good = await issuer.token();
    const [head = '', body = '', signature = ''] = good.split('.');
    const stranger = await TestIssuer.start();
    const asOurs = { claims: { iss: issuer.url } };
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const cases: readonly (readonly [what: string, token: string])[] = [
      ['ended', await issuer.token({ endsIn: -6 })],
      ['for another audience', await issuer.token({ claims: { aud: 'other' } })],
      ['for none', await issuer.token({ claims: { aud: undefined } })],
      ['of another issuer', await issuer.token({ claims: { iss: 'https://other.example' } })],
      ['without an end', await issuer.token({ claims: { exp: undefined } })],
      ['without a subject', await issuer.token({ claims: { sub: undefined } })],
      ['not yet', await issuer.token({ claims: { nbf: Math.floor(Date.now() / 1000) + 60 } })],
      ["of a stranger's key", await stranger.token(asOurs)],
      [
        "of a stranger's key by our name",
        await stranger.token({
          ...asOurs,
          kid: kidOf(good),
        }),
      ],
      ['signed with the public key', await issuer.signedWithPublicKey()],
      ['not signed', `${none}.${body}.`],
      ['not signed, with a signature', `${none}.${body}.${signature}`],
      ['changed', `${head}.${Buffer.from('{"sub":"other"}').toString('base64url')}.${signature}`],
    ];
    for (const [what, token] of cases)
      expect([what, await refusal(known.check(token))]).toEqual([what, 'UNAUTHENTICATED TOKEN_REFUSED']);
    await stranger[Symbol.asyncDispose]();
    expect(await refusal(known.check(good))).toBe('taken');
    // Within what clocks may differ.
    expect(await refusal(known.check(await issuer.token({ endsIn: -2 })))).toBe('taken');
  });

  it('by an algorithm that is not allowed are refused', async () => {
    const known = tokens({ algorithms: ['ES256'] });
    expect(await refusal(known.check(await issuer.token({ alg: 'RS256' })))).toBe(
      'UNAUTHENTICATED TOKEN_REFUSED',
    );
    expect(await refusal(known.check(await issuer.token({ alg: 'ES256' })))).toBe('taken');
  });

  it('are not known beyond their end', async () => {
    const known = tokens({ clockToleranceS: 0 });
    const token = await issuer.token({ endsIn: 2 });
    await known.check(token);
    expect(known.known(token)).toBeDefined();
    while (known.known(token) !== undefined) await pause(50);
    expect(await refusal(known.check(token))).toBe('UNAUTHENTICATED TOKEN_REFUSED');
  });

  it('of a new key hold once its keys have changed, and those of the old one no more', async () => {
    const known = tokens({}, { cooldownMs: 1 });
    const before = await issuer.token();
    await known.check(before);
    await issuer.rotate();
    await pause(5);
    expect(await refusal(known.check(await issuer.token()))).toBe('taken');
    const late = await issuer.token({
      kid: kidOf(before),
    });
    expect(await refusal(known.check(late))).toBe('UNAUTHENTICATED TOKEN_REFUSED');
  });

  it('of keys that nobody knows, however many, do not make it ask again and again', async () => {
    const known = tokens();
    await known.check(await issuer.token());
    const storm = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        issuer.token({ kid: `kid-${index}`, claims: { sub: `s${index}` } }),
      ),
    );
    const endings = new Set<string>();
    for (let from = 0; from < storm.length; from += 50)
      for (const ending of await Promise.all(
        storm.slice(from, from + 50).map((token) => refusal(known.check(token))),
      ))
        endings.add(ending);
    expect([...endings]).toEqual(['UNAUTHENTICATED TOKEN_REFUSED']);
    expect(issuer.timesAsked).toBe(1);
  });

  it('are checked a hundred at a time', async () => {
    issuer.answers = 'nothing';
    const known = tokens({}, { timeoutMs: 200 });
    const all = await Promise.all(
      Array.from({ length: 101 }, (_, index) => issuer.token({ claims: { sub: `s${index}` } })),
    );
    const endings = await Promise.all(all.map((token) => refusal(known.check(token))));
    expect(endings.filter((one) => one === 'RESOURCE_EXHAUSTED TOO_MANY_TOKENS')).toHaveLength(1);
    expect(endings.filter((one) => one === 'UNAVAILABLE ISSUER_AWAY')).toHaveLength(100);
  });

  it('cannot be told right from wrong while it does not say its keys, and it is not asked by each of them', async () => {
    for (const answers of ['nothing', 'too much', 'badly', 'elsewhere', 'of another', 'no keys'] as const) {
      const other = await TestIssuer.start();
      other.answers = answers;
      const known = tokens({ issuer: other.url }, { timeoutMs: 200, awayMs: 300 });
      const token = await other.token();
      for (let time = 0; time < 20; time += 1)
        expect([answers, await refusal(known.check(token))]).toEqual([answers, 'UNAVAILABLE ISSUER_AWAY']);
      expect(other.asked.length).toBeLessThan(5);
      // It is back, and so are its tokens.
      other.answers = undefined;
      while ((await refusal(known.check(token))) !== 'taken') await pause(50);
      await other[Symbol.asyncDispose]();
    }
    expect(new Set(said)).toEqual(new Set(['the issuer of tokens cannot be asked']));
  });

  it('are no longer than a header may be, and look like what they are', () => {
    expect(Tokens.isToken(`eyJh.${'a'.repeat(8 * 1024)}.c`)).toBe(false);
    for (const text of ['a-key-of-a-team', 'eyJh.b', 'eyJh.b.', 'eyJh.b.c.d', 'eyJh.b c.d', '.b.c'])
      expect(Tokens.isToken(text)).toBe(false);
  });
});
