import { describe, expect, it } from '@jest/globals';
import { digestOf } from './digest.ts';
import type { KeyWithDigest } from './key-store.ts';
import { KnownKeys } from './known-keys.ts';

const stored = (id: string, more: Partial<KeyWithDigest> = {}): KeyWithDigest => ({
  id,
  digest: digestOf(`${id}-itself`),
  tenant: 'team',
  roles: ['read'],
  quotas: {},
  note: '',
  createdAt: new Date(),
  expiresAt: undefined,
  revokedAt: undefined,
  ...more,
});

/** Keys as a database has them, which may be away. */
function known(...keys: KeyWithDigest[]) {
  const state = {
    keys,
    revision: 1,
    away: false,
    now: 0,
    reads: 0,
    ended: [] as string[],
    said: [] as string[],
  };
  const store = {
    revision: async () => {
      if (state.away) throw new Error('away');
      return String(state.revision);
    },
    open: async () => {
      state.reads += 1;
      return { keys: state.keys, everMade: true };
    },
  };
  const say = (_fields: object, message: string): void => void state.said.push(message);
  const found = new KnownKeys(
    store,
    { info: say, warn: say },
    (ids) => state.ended.push(...ids),
    () => state.now,
  );
  const id = (name: string): string | undefined => found.find(digestOf(`${name}-itself`))?.id;
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { state, found, id, until };
}

describe('the keys that a gateway knows', () => {
  it('are read again when they have changed, and those that are gone are told of', async () => {
    const { state, found, id, until } = known(stored('a'), stored('b'));
    await found.start();
    expect([id('a'), id('b'), id('c')]).toEqual(['a', 'b', undefined]);
    state.keys = [stored('b'), stored('c')];
    expect(id('a')).toBe('a');
    state.revision = 2;
    await until(() => id('a') === undefined);
    expect([id('b'), id('c'), state.ended, state.reads]).toEqual(['b', 'c', ['a'], 2]);
    await found.close();
  });

  it('open nothing while it was not known for half a minute whether they were revoked', async () => {
    const { state, found, id, until } = known(stored('a'));
    await found.start();
    state.away = true;
    state.now = 30_000;
    expect(id('a')).toBe('a');
    state.now = 30_001;
    expect(() => id('a')).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', reason: 'KEYS_UNREADABLE' }),
    );
    expect(id('unknown')).toBeUndefined();
    await until(() => state.said.length > 0);
    state.away = false;
    await until(() => state.said.length > 1);
    expect(id('a')).toBe('a');
    expect(state.said).toEqual([
      'the keys cannot be read; those known hold for 30 s',
      'the keys can be read again',
    ]);
    await found.close();
  });

  it('that have ended open nothing, before the database says so', async () => {
    const { found, id } = known(stored('a', { expiresAt: new Date(Date.now() - 1) }));
    await found.start();
    expect(id('a')).toBeUndefined();
    await found.close();
  });
});
