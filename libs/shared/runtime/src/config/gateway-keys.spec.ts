import { describe, expect, it } from '@jest/globals';
import { gatewayKey } from './gateway-key.ts';
import { gatewayKeysConfig } from './gateway-keys.ts';
import { readConfig } from './read-config.ts';

const read = (environment: Record<string, string>) => readConfig(gatewayKeysConfig, environment);
const refusal = (environment: Record<string, string>): string => {
  try {
    read(environment);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the keys were accepted');
};

describe('the keys of a gateway', () => {
  it('are lists of two kinds, of which the one for operators may stand alone', () => {
    expect(read({})).toEqual({ ROOKERY_API_KEYS: [], ROOKERY_OPERATOR_KEYS: [] });
    expect(read({ ROOKERY_OPERATOR_KEYS: 'operator-one' }).ROOKERY_OPERATOR_KEYS).toEqual(['operator-one']);
    expect(read({ ROOKERY_API_KEYS: 'team-one, team-two,', ROOKERY_OPERATOR_KEYS: 'operator-one' })).toEqual({
      ROOKERY_API_KEYS: ['team-one', 'team-two'],
      ROOKERY_OPERATOR_KEYS: ['operator-one'],
    });
  });

  it.each([
    [{ ROOKERY_API_KEYS: 'team-one' }, /ROOKERY_API_KEYS.*ROOKERY_OPERATOR_KEYS is not set/],
    [{ ROOKERY_API_KEYS: 'team-one', ROOKERY_OPERATOR_KEYS: ' , ' }, /ROOKERY_OPERATOR_KEYS is not set/],
    [
      { ROOKERY_API_KEYS: 'team-one,the-same', ROOKERY_OPERATOR_KEYS: 'the-same' },
      /ROOKERY_API_KEYS.*a key is in ROOKERY_OPERATOR_KEYS as well/,
    ],
    [{ ROOKERY_OPERATOR_KEYS: 'operator-one,short' }, /ROOKERY_OPERATOR_KEYS.*a key is too short/],
    [{ ROOKERY_OPERATOR_KEYS: 'with a blank' }, /ROOKERY_OPERATOR_KEYS.*no header can carry/],
  ])('are refused by name: %j', (environment, message) => {
    expect(refusal(environment)).toMatch(message);
  });

  it('are not repeated in a refusal', () => {
    const message = refusal({ ROOKERY_API_KEYS: 'canary-42', ROOKERY_OPERATOR_KEYS: 'canary-42,canary-43' });
    expect(message).not.toMatch(/canary/);
  });
});

describe('the key of a process', () => {
  it('is its own, else the first of the operators it shares an environment with', () => {
    const ROOKERY_OPERATOR_KEYS = 'operator-one, operator-two';
    expect(gatewayKey({ ROOKERY_API_KEY: 'own', ROOKERY_OPERATOR_KEYS })).toBe('own');
    expect(gatewayKey({ ROOKERY_OPERATOR_KEYS })).toBe('operator-one');
    expect(gatewayKey({})).toBeUndefined();
  });
});
