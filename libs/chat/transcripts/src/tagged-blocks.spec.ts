import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { taggedBlocks, withoutBlocks } from './tagged-blocks.ts';

const OPENING = /<([a-z][\w:-]*)(?:\s[^<>]*)?>/giu;
/** The same as an expression, which takes long for many tags that nothing closes. */
const BLOCK = /<([a-z][\w:-]*)(?:\s[^<>]*)?>([\s\S]*?)<\/\1>/giu;

const part = fc.constantFrom(
  '<a>',
  '</a>',
  '<B x="1">',
  '</b>',
  '<a:c >',
  '</a:c>',
  '<',
  '>',
  ' ',
  'words',
  '</',
  'é',
);
const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''));

describe('tagged blocks', () => {
  it('are those that an expression finds', () => {
    let found = 0;
    fc.assert(
      fc.property(text, (given) => {
        const expected = [...given.matchAll(BLOCK)];
        found += expected.length;
        expect(taggedBlocks(given, OPENING)).toEqual(
          expected.map(({ 0: whole, 2: content, index }) => ({
            start: index,
            end: index + whole.length,
            content,
          })),
        );
        expect(withoutBlocks(given, OPENING)).toBe(given.replace(BLOCK, ' '));
      }),
      { numRuns: 2000 },
    );
    expect(found).toBeGreaterThan(200);
  });
});
