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
  const keys = new ApiKeys(['first-key', 'second-key']);

  it.each([
    { authorization: 'Bearer first-key' },
    { authorization: 'bearer  second-key' },
    { 'x-api-key': 'second-key' },
    { authorization: 'Basic abc', 'x-api-key': 'first-key' },
  ])('admits %p', (headers) => expect(refusal(keys, headers)).toBeUndefined());

  it.each([
    [{}, 'API_KEY_MISSING'],
    [{ authorization: 'Basic first-key' }, 'API_KEY_MISSING'],
    [{ authorization: 'Bearer first-ke' }, 'API_KEY_UNKNOWN'],
    [{ authorization: 'Bearer first-key2' }, 'API_KEY_UNKNOWN'],
    [{ 'x-api-key': '' }, 'API_KEY_UNKNOWN'],
    [{ 'x-api-key': 'first-key, second-key' }, 'API_KEY_UNKNOWN'],
  ])('refuses %p', (headers, reason) =>
    expect(refusal(keys, headers as Record<string, string>)).toBe(reason),
  );

  it('never repeats a key in its message', () => {
    expect(() => keys.admit(call({ 'x-api-key': 'guessed-key' }))).toThrow(/^the API key is not known$/);
  });

  it('is open without keys', () => {
    const open = new ApiKeys([]);
    expect(open.required).toBe(false);
    expect(refusal(open, {})).toBeUndefined();
  });
});
