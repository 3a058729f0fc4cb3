import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { widthOf, wrapped, WrappedText } from './wrapped-text.ts';

describe('wrapped', () => {
  it('breaks between words, and keeps the breaks of the text', () => {
    expect(wrapped('one two three four\n\nfive six', 9)).toBe('one two\nthree\nfour\n\nfive six');
    expect(wrapped('one two three', undefined)).toBe('one two three');
  });

  it('loses no word, and passes the width only with a word that is longer', () => {
    const text = fc.array(fc.oneof(fc.stringMatching(/^[a-z]{1,12}$/), fc.constant('\n')), { maxLength: 40 });
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (words, width) => {
        const lines = wrapped(words.join(' '), width).split('\n');
        const found = lines.flatMap((line) => line.split(' ')).filter((word) => word !== '');
        expect(found).toEqual(words.filter((word) => word !== '\n'));
        for (const line of lines) {
          const longest = Math.max(
            ...line
              .trimEnd()
              .split(' ')
              .map(({ length }) => length),
          );
          expect(line.trimEnd().length).toBeLessThanOrEqual(Math.max(width, longest));
        }
      }),
    );
  });

  it('does not depend on where the pieces are cut', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(20)), fc.integer({ min: 4, max: 30 }), (text, cuts, width) => {
        const written: string[] = [];
        const wrapping = new WrappedText((part) => written.push(part), width);
        let rest = text;
        for (const cut of cuts) {
          wrapping.add(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        wrapping.add(rest);
        wrapping.end();
        expect(written.join('').trimEnd()).toBe(wrapped(text, width));
      }),
    );
  });
});

describe('widthOf', () => {
  it('is that of the terminal within reason, and none for a pipe', () => {
    expect(widthOf({ isTTY: true, columns: 60 })).toBe(60);
    expect(widthOf({ isTTY: true, columns: 300 })).toBe(80);
    expect(widthOf({ isTTY: true })).toBe(80);
    expect(widthOf({ columns: 60 })).toBeUndefined();
  });
});
