import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentEncode } from './percent-encoding.ts';

describe('percentEncode', () => {
  it('leaves printable text alone and escapes the rest', () => {
    expect(percentEncode('benchmark: not found')).toBe('benchmark: not found');
    expect(percentEncode('100% of\n£')).toBe('100%25 of%0A%C2%A3');
  });

  it('gives printable ASCII that decodes to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
    );
  });
});
