import { describe, expect, it } from '@jest/globals';
import { KNOWN_VARIABLES } from '@rookery/shared-runtime';
import { withoutOthersSecrets } from './secrets.ts';
import { SERVICE_NAMES } from './service-names.ts';

/** What every process of the platform shares. */
const SHARED = ['DATABASE_URL', 'ROOKERY_PLATFORM_SECRET'];
const SECRETS = KNOWN_VARIABLES.filter(
  (name) => /(KEYS?|TOKEN|SECRET|PASSWORD|DATABASE_URL)$/.test(name) && !SHARED.includes(name),
).filter((name) => !/_PER_KEY$/.test(name));

describe('a service that is started with others', () => {
  it('is given no secret that it does not need', () => {
    const given = (secret: string) =>
      SERVICE_NAMES.filter((name) => withoutOthersSecrets(name)[secret] !== '');
    expect(Object.fromEntries(SECRETS.map((secret) => [secret, given(secret)]))).toEqual({
      HF_TOKEN: [],
      OPENAI_API_KEY: ['inference-worker'],
      ROOKERY_API_KEY: [],
      ROOKERY_API_KEYS: ['gateway'],
      ROOKERY_CONTENT_KEYS: ['planner', 'benchmark'],
      ROOKERY_OPERATOR_KEYS: ['gateway'],
    });
  });
});
