import { describe, expect, it } from '@jest/globals';
import { PEER_KEY, PLATFORM, SECRET_KEY } from '@rookery/shared-runtime';
import { apiKeys, stored } from '../testing/key-sources.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Credential } from './credential.ts';

const SECRET = 'a-secret-that-the-processes-of-it-share';
const call = (headers: Record<string, string>, address = '192.0.2.1') => ({
  header: (name: string) => headers[name],
  connection: {},
  address: () => address,
});
const admit = (keys: ApiKeys, given: ReturnType<typeof call>): Credential => {
  const credential = keys.admit(given);
  if (credential instanceof Promise) throw new Error('it has to be waited for');
  return credential;
};
const refusal = (keys: ApiKeys, headers: Record<string, string>, address?: string): string | undefined => {
  try {
    admit(keys, call(headers, address));
    return undefined;
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

describe('ApiKeys', () => {
  const keys = apiKeys({ applications: ['first-key', 'second-key'], operators: ['operator-key'] });

  it.each([
    [{ authorization: 'Bearer first-key' }, false],
    [{ authorization: 'bearer  second-key' }, false],
    [{ 'x-api-key': 'second-key' }, false],
    [{ authorization: 'Basic abc', 'x-api-key': 'first-key' }, false],
    [{ authorization: 'Bearer operator-key' }, true],
    [{ 'x-api-key': 'operator-key' }, true],
  ])('admits %j, as an operator: %j', (headers, operator) =>
    expect(admit(keys, call(headers)).caller.operator).toBe(operator),
  );

  it('names a caller by its key, of which the name tells nothing', () => {
    const name = (key: string): string => admit(keys, call({ 'x-api-key': key })).caller.name;
    expect(name('first-key')).toMatch(/^[0-9a-f]{16}$/);
    expect(name('first-key')).toBe(admit(keys, call({ authorization: 'Bearer first-key' })).caller.name);
    expect(new Set(['first-key', 'second-key', 'operator-key'].map(name)).size).toBe(3);
  });

  it('gives keys of the variables the roles of their list', () => {
    const roles = (key: string) => [...admit(keys, call({ 'x-api-key': key })).roles];
    expect(roles('first-key')).toEqual(['converse', 'run', 'read']);
    expect(roles('operator-key')).toContain('operate');
  });

  it.each([
    [{}, 'API_KEY_MISSING'],
    [{ authorization: 'Basic first-key' }, 'API_KEY_MISSING'],
    [{ authorization: 'Bearer first-ke' }, 'API_KEY_UNKNOWN'],
    [{ authorization: 'Bearer first-key2' }, 'API_KEY_UNKNOWN'],
    [{ 'x-api-key': '' }, 'API_KEY_UNKNOWN'],
    [{ 'x-api-key': 'first-key, operator-key' }, 'API_KEY_UNKNOWN'],
  ])('refuses %j', (headers, reason) =>
    expect(refusal(keys, headers as Record<string, string>)).toBe(reason),
  );

  it('never repeats a key in its message', () => {
    expect(() => admit(keys, call({ 'x-api-key': 'guessed-key' }))).toThrow(/^the API key is not known$/);
  });

  it('is open without keys, to operators without a name', () => {
    const open = apiKeys();
    expect(open.required).toBe(false);
    expect(admit(open, call({})).caller).toEqual({ name: '', operator: true });
    expect(admit(open, call({ 'x-api-key': 'of-somebody-behind' })).caller).toEqual(PLATFORM);
  });
});

describe('keys of the database', () => {
  const keys = apiKeys({
    stored: stored({
      'a-key': { tenant: 'team', roles: ['read'], quotas: { calls: 3 } },
      'after-rotation': { tenant: 'team', roles: ['read'] },
      'of-an-operator': { tenant: 'house', roles: ['operate'] },
    }),
  });
  const admitted = (key: string) => admit(keys, call({ 'x-api-key': key }));

  it('say whose they are, what they are for, and what they may hold', () => {
    expect(admitted('a-key')).toMatchObject({
      caller: { name: 'team', operator: false },
      quotas: { calls: 3 },
    });
    expect([...admitted('a-key').roles]).toEqual(['read']);
    expect(admitted('after-rotation').caller).toEqual(admitted('a-key').caller);
    expect(admitted('of-an-operator').caller).toEqual({ name: 'house', operator: true });
  });

  it('close a gateway, also when all of them were revoked', () => {
    const closed = apiKeys({ stored: { everMade: true, find: () => undefined } });
    expect(closed.required).toBe(true);
    expect(refusal(closed, {})).toBe('API_KEY_MISSING');
    expect(refusal(closed, { 'x-api-key': 'a-key' })).toBe('API_KEY_UNKNOWN');
  });
});

describe('the secret of the platform', () => {
  const keys = apiKeys({ applications: ['first-key'], operators: ['operator-key'], secret: SECRET });

  it('is needed by its processes, and by nobody who has a key', () => {
    expect(admit(keys, call({ [SECRET_KEY]: SECRET })).caller).toEqual(PLATFORM);
    expect(refusal(keys, { [SECRET_KEY]: `${SECRET}x` })).toBe('API_KEY_MISSING');
    expect(admit(keys, call({ [SECRET_KEY]: SECRET, 'x-api-key': 'first-key' })).caller.operator).toBe(false);
    expect(refusal(keys, { [SECRET_KEY]: SECRET, 'x-api-key': 'wrong' })).toBe('API_KEY_UNKNOWN');
  });

  it('is believed about the address of whoever a process calls for', () => {
    const from = (peer: string, key: string) =>
      refusal(keys, { [SECRET_KEY]: SECRET, [PEER_KEY]: peer, 'x-api-key': key }, '127.0.0.1');
    for (let count = 0; count < 20; count += 1)
      expect(from('192.0.2.7', `wrong${count}`)).toBe('API_KEY_UNKNOWN');
    expect(from('192.0.2.7', 'first-key')).toBe('TOO_MANY_WRONG_KEYS');
    expect(from('192.0.2.8', 'first-key')).toBeUndefined();
    expect(refusal(keys, { [PEER_KEY]: '192.0.2.7', 'x-api-key': 'first-key' }, '127.0.0.1')).toBeUndefined();
  });
});

describe('wrong keys', () => {
  it('stop new keys from the address, and not those that were right there before', () => {
    const keys = apiKeys({ applications: ['first-key', 'second-key'], operators: ['operator-key'] });
    expect(refusal(keys, { 'x-api-key': 'first-key' })).toBeUndefined();
    for (let count = 0; count < 20; count += 1) refusal(keys, { 'x-api-key': `guess-${count}` });
    expect(refusal(keys, { 'x-api-key': 'guess-21' })).toBe('TOO_MANY_WRONG_KEYS');
    expect(refusal(keys, { 'x-api-key': 'second-key' })).toBe('TOO_MANY_WRONG_KEYS');
    expect(refusal(keys, { 'x-api-key': 'first-key' })).toBeUndefined();
    expect(refusal(keys, { 'x-api-key': 'second-key' }, '192.0.2.2')).toBeUndefined();
  });
});
