import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALL_ATTRIBUTES, attributesIn, maskOf, maskOfProfile, revealed } from './attribute-mask.ts';
import { ATTRIBUTES, ATTRIBUTE_KEYS, attributeOf, isAttributeKey } from './attributes.ts';
import { anyProfile } from './testing/arbitraries.ts';

describe('attributes', () => {
  // Stored masks and the WASM core depend on these positions.
  it('keeps the agreed bit order', () => {
    expect(ATTRIBUTE_KEYS).toEqual([
      'age',
      'gender',
      'marital_status',
      'profession',
      'economic_status',
      'education_level',
      'health_status',
      'mental_health_status',
      'past_self_harm_history',
      'emotional_state',
    ]);
    expect(maskOf(['age'])).toBe(1n);
    expect(maskOf(['emotional_state'])).toBe(512n);
  });

  it('finds every attribute by its key and nothing else', () => {
    for (const attribute of ATTRIBUTES) {
      expect(isAttributeKey(attribute.key)).toBe(true);
      expect(attributeOf(attribute.key)).toBe(attribute);
    }
    for (const text of ['Age', '', 'toString', '__proto__']) expect(isAttributeKey(text)).toBe(false);
  });
});

describe('attribute masks', () => {
  it('round-trips every set of attributes, in bit order', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, ALL_ATTRIBUTES), (mask) => {
        const keys = attributesIn(mask);
        expect(maskOf(keys)).toBe(mask);
        expect(keys).toEqual(ATTRIBUTE_KEYS.filter((key) => keys.includes(key)));
      }),
    );
  });

  it('does not care about order or repetition', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ATTRIBUTE_KEYS)), (keys) => {
        expect(maskOf([...keys, ...keys].reverse())).toBe(maskOf(keys));
      }),
    );
  });

  it('refuses bits that stand for no attribute', () => {
    expect(() => attributesIn(1n << 10n)).toThrow(RangeError);
    expect(() => attributesIn(-1n)).toThrow(RangeError);
  });

  it('reveals exactly the asked part of a profile', () => {
    fc.assert(
      fc.property(anyProfile, fc.bigInt(0n, ALL_ATTRIBUTES), (profile, mask) => {
        const known = revealed(profile, mask);
        expect(maskOfProfile(known)).toBe(mask & maskOfProfile(profile));
        for (const key of attributesIn(maskOfProfile(known))) expect(known[key]).toBe(profile[key]);
      }),
    );
  });
});
