import { describe, expect, it } from '@jest/globals';
import { newKey, seal, unseal } from './seal.ts';

const plain = Buffer.from('canary: I told nobody');

describe('seal', () => {
  it('opens for its key and for what it belongs to, and for nothing else', () => {
    const [key, other] = [newKey(), newKey()];
    const sealed = seal(plain, key, 'session 1');
    expect(sealed.includes('canary')).toBe(false);
    expect(unseal(sealed, key, 'session 1')).toEqual(plain);
    expect(unseal(sealed, other, 'session 1')).toBeUndefined();
    expect(unseal(sealed, key, 'session 2')).toBeUndefined();
  });

  it('opens no more once a bit was changed, wherever, or a byte is missing', () => {
    const key = newKey();
    const sealed = seal(plain, key, 's');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(unseal(changed, key, 's')).toBeUndefined();
      expect(unseal(sealed.subarray(0, at), key, 's')).toBeUndefined();
    }
  });

  it('never seals twice alike', () => {
    const key = newKey();
    expect(seal(plain, key, 's')).not.toEqual(seal(plain, key, 's'));
  });
});
