import { describe, expect, it } from '@jest/globals';
import { WrongKeys } from './wrong-keys.ts';

const HERE = '192.0.2.1';

function wrongKeys() {
  const clock = { now: 0 };
  const said: object[] = [];
  const wrong = new WrongKeys({ warn: (fields) => said.push(fields) }, () => clock.now);
  const refused = (address: string, name?: string): boolean => {
    try {
      wrong.check(address, name);
      return false;
    } catch (error) {
      expect(error).toMatchObject({
        code: 'RESOURCE_EXHAUSTED',
        reason: 'TOO_MANY_WRONG_KEYS',
        retryAfterMs: 1000,
      });
      return true;
    }
  };
  return { clock, said, wrong, refused };
}

describe('wrong keys', () => {
  it('are tried twenty times at once, and then once a second', () => {
    const { clock, wrong, refused } = wrongKeys();
    for (let count = 0; count < 20; count += 1) {
      expect(refused(HERE)).toBe(false);
      wrong.failed(HERE);
    }
    expect(wrong.anyExhausted).toBe(true);
    expect(refused(HERE)).toBe(true);
    clock.now = 1000;
    expect(refused(HERE)).toBe(false);
    wrong.failed(HERE);
    expect(refused(HERE)).toBe(true);
    clock.now = 60_000;
    expect(refused(HERE)).toBe(false);
    expect(wrong.anyExhausted).toBe(false);
    expect(wrong.total).toBe(21);
  });

  it('harm neither other addresses nor keys that were right from the same one', () => {
    const { wrong, refused } = wrongKeys();
    wrong.good(HERE, 'key-1');
    for (let count = 0; count < 30; count += 1) wrong.failed(HERE);
    expect(refused(HERE, 'key-1')).toBe(false);
    expect(refused(HERE, 'key-2')).toBe(true);
    expect(refused('192.0.2.2')).toBe(false);
  });

  it('are counted for a whole network of IPv6', () => {
    const { wrong, refused } = wrongKeys();
    for (let count = 0; count < 20; count += 1) wrong.failed(`2001:db8:1:2:${count}::1`);
    expect(refused('2001:db8:1:2:ffff::9')).toBe(true);
    expect(refused('2001:db8:1:3::9')).toBe(false);
  });

  it('are said now and then, with address and count and never a key', () => {
    const { clock, said, wrong } = wrongKeys();
    for (let count = 0; count < 5; count += 1) wrong.failed(HERE);
    clock.now = 10_000;
    wrong.failed(HERE);
    expect(said).toEqual([
      { address: HERE, wrong_keys: 1, since_start: 1 },
      { address: HERE, wrong_keys: 6, since_start: 6 },
    ]);
  });

  it('are remembered of ten thousand addresses', () => {
    const { wrong, refused } = wrongKeys();
    for (let count = 0; count < 20; count += 1) wrong.failed(HERE);
    for (let host = 0; host < 10_000; host += 1) wrong.failed(`10.0.${host >> 8}.${host & 255}`);
    expect(refused(HERE)).toBe(false);
  });
});
