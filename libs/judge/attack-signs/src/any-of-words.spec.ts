import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnyOfWords, type SoughtWord } from './any-of-words.ts';

const letters = fc.constantFrom('a', 'b', 'ab', ' ', '_', '7', 'é', '打');
const textOf = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(letters, { minLength: 1, maxLength }).map((parts) => parts.join(''));
const sought = fc.record({ word: textOf(5), begins: fc.boolean(), ends: fc.boolean() });

/** The same by looking at each place. */
function standsIn(text: string, { word, begins, ends }: SoughtWord): boolean {
  const wordly = (at: number): boolean => /^\w$/.test(text.charAt(at));
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if ((!begins || !wordly(at - 1)) && (!ends || !wordly(at + word.length))) return true;
  }
  return false;
}

describe('AnyOfWords', () => {
  it('finds what looking for one word after the other finds', () => {
    const seen = { in: 0, out: 0 };
    fc.assert(
      fc.property(fc.array(sought, { maxLength: 8 }), textOf(40), (words, text) => {
        const expected = words.some((word) => standsIn(text, word));
        seen[expected ? 'in' : 'out'] += 1;
        expect(new AnyOfWords(words).in(text)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.in, seen.out)).toBeGreaterThan(300);
  });

  it('finds a word at either end, and a part of another that goes on', () => {
    const any = new AnyOfWords(['abcd', 'bc'].map((word) => ({ word, begins: false, ends: false })));
    expect(['bc', 'xbc', 'bcx', 'abce', 'abxcd', ''].map((text) => any.in(text))).toEqual([
      ...[true, true, true, true],
      ...[false, false],
    ]);
  });

  it('refuses more characters than it has columns for', () => {
    const word = Array.from({ length: 256 }, (_, at) => String.fromCharCode(0x4e00 + at)).join('');
    expect(() => new AnyOfWords([{ word, begins: false, ends: false }])).toThrow('256 characters');
  });
});
