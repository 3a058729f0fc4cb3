import type { StoredKey } from '@rookery/gateway-keys';
import { digestOf } from '@rookery/gateway-keys';
import { ApiKeys, type KeySources } from '../access/api-keys.ts';
import { WrongKeys } from '../access/wrong-keys.ts';

/** Keys of which all but these sources are empty. */
export function apiKeys(sources: Partial<KeySources> = {}): ApiKeys {
  return new ApiKeys({
    applications: [],
    operators: [],
    stored: { everMade: false, find: () => undefined },
    wrong: new WrongKeys({ warn: () => undefined }),
    ...sources,
  });
}

/** Stored keys, by the words that open them. */
export function stored(keys: Readonly<Record<string, Partial<StoredKey>>>): KeySources['stored'] {
  const known = Object.entries(keys).map(([key, fields], index) => ({
    digest: digestOf(key),
    stored: {
      id: `key-${index}`,
      tenant: 'team',
      roles: ['read'] as const,
      quotas: {},
      note: '',
      createdAt: new Date(),
      expiresAt: undefined,
      revokedAt: undefined,
      ...fields,
    } satisfies StoredKey,
  }));
  return { everMade: true, find: (digest) => known.find((one) => one.digest.equals(digest))?.stored };
}
