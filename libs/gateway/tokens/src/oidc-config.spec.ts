import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@rookery/shared-runtime';
import { z } from 'zod';
import { issuerOf, oidcVariables } from './oidc-config.ts';

const read = (variables: Record<string, string>) => issuerOf(readConfig(z.object(oidcVariables), variables));
const BOTH = { ROOKERY_OIDC_ISSUER: 'https://issuer.example/realm', ROOKERY_OIDC_AUDIENCE: 'rookery' };

describe('the variables of an issuer', () => {
  it('say nothing where they are not set', () => expect(read({})).toBeUndefined());

  it('have the roles by their own names, unless they say otherwise', () => {
    expect(read(BOTH)?.roles).toContainEqual(['operate', 'operate']);
    expect(read({ ...BOTH, ROOKERY_OIDC_ROLES: 'boss=operate, boss=read' })?.roles).toEqual([
      ['boss', 'operate'],
      ['boss', 'read'],
    ]);
  });

  it.each([
    [{ ROOKERY_OIDC_ISSUER: BOTH.ROOKERY_OIDC_ISSUER }, 'ROOKERY_OIDC_AUDIENCE is not'],
    [{ ROOKERY_OIDC_AUDIENCE: 'rookery' }, 'ROOKERY_OIDC_ISSUER is not'],
    [{ ...BOTH, ROOKERY_OIDC_ISSUER: 'http://issuer.example' }, 'ROOKERY_OIDC_ISSUER is "http:'],
    [{ ...BOTH, ROOKERY_OIDC_KEYS_URL: 'http://issuer.example/keys' }, 'ROOKERY_OIDC_KEYS_URL is "http:'],
    [{ ...BOTH, ROOKERY_OIDC_ALGORITHMS: 'none' }, 'ROOKERY_OIDC_ALGORITHMS is "none"'],
    [{ ...BOTH, ROOKERY_OIDC_ALGORITHMS: 'RS256,HS256' }, 'ROOKERY_OIDC_ALGORITHMS is "RS256,HS256"'],
    [{ ...BOTH, ROOKERY_OIDC_ALGORITHMS: ',' }, 'ROOKERY_OIDC_ALGORITHMS is ","'],
    [{ ...BOTH, ROOKERY_OIDC_ROLES: 'boss=king' }, 'ROOKERY_OIDC_ROLES is "boss=king"'],
    [{ ...BOTH, ROOKERY_OIDC_CLOCK_TOLERANCE_S: '301' }, 'ROOKERY_OIDC_CLOCK_TOLERANCE_S is "301"'],
  ])('refuse %j', (variables, says) => expect(() => read(variables)).toThrow(says));
});
