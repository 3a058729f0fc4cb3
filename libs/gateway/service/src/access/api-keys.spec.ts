import { describe, expect, it } from '@jest/globals';
import { ApiKeys } from './api-keys.ts';

const call = (headers: Record<string, string>) => ({ header: (name: string) => headers[name] });
const refusal = (keys: ApiKeys, headers: Record<string, string>): string | undefined => {
  try {
    keys.admit(call(headers));
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
    return (error as { reason?: string }).reason;
  }
};

describe('ApiKeys', () => {
  const keys = new ApiKeys({ applications: ['first-key', 'second-key'], operators: ['operator-key'] });

  it.each([
    [{ authorization: 'Bearer first-key' }, false],
    [{ authorization: 'bearer  second-key' }, false],
    [{ 'x-api-key': 'second-key' }, false],
    [{ authorization: 'Basic abc', 'x-api-key': 'first-key' }, false],
    [{ authorization: 'Bearer operator-key' }, true],
    [{ 'x-api-key': 'operator-key' }, true],
  ])('admits %j, as an operator: %j', (headers, operator) =>
    expect(keys.admit(call(headers)).operator).toBe(operator),
  );

  it('names a caller by its key, of which the name tells nothing', () => {
    const name = (key: string): string => keys.admit(call({ 'x-api-key': key })).name;
    expect(name('first-key')).toMatch(/^[0-9a-f]{16}$/);
    expect(name('first-key')).toBe(keys.admit(call({ authorization: 'Bearer first-key' })).name);
    expect(new Set(['first-key', 'second-key', 'operator-key'].map(name)).size).toBe(3);
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
    expect(() => keys.admit(call({ 'x-api-key': 'guessed-key' }))).toThrow(/^the API key is not known$/);
  });

  it('is open without keys, to operators without a name', () => {
    const open = new ApiKeys({ applications: [], operators: [] });
    expect(open.required).toBe(false);
    expect(open.admit(call({}))).toEqual({ name: '', operator: true });
  });
});
