import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSection, section } from './section.ts';

/** Text made of what could go wrong: tags, escapes, line breaks, and ordinary characters. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<query>',
        '</query>',
        '<known>',
        '</',
        '<',
        '>',
        '&',
        '&lt;',
        '&amp;',
        'amp;',
        '&#10;',
      ),
      fc.constantFrom('\n', '\r\n', '\r', ' ', 'query', '#', ';', '3', '=', ': '),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
  )
  .map((parts) => parts.join(''));

describe('section', () => {
  it('gives every text back exactly', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(readSection(`Read this.\n${section('query', text)}\nThen answer.`, 'query')).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('lets no text close its section or open another', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (first, second) => {
        const prompt = `${section('response', first)}\n${section('query', second)}`;
        expect(readSection(prompt, 'response')).toBe(first);
        expect(readSection(prompt, 'query')).toBe(second);
        expect(readSection(prompt, 'known')).toBeUndefined();
        expect(prompt.match(/<\/?[a-z-]+>/g)).toEqual(['<response>', '</response>', '<query>', '</query>']);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves ordinary writing as it is', () => {
    const text = 'R&D pays well & I <3 it, if x <= 5 > y';
    expect(section('query', text)).toBe(`<query>\n${text}\n</query>`);
  });

  it('finds tags only on lines of their own, and only whole sections', () => {
    expect(readSection('see <query>\nx\n</query>', 'query')).toBeUndefined();
    expect(readSection('<query>\nx', 'query')).toBeUndefined();
    expect(readSection('', 'query')).toBeUndefined();
  });

  it('refuses names that are no tag', () => {
    for (const name of ['', 'Query', 'a b', 'x>', '-']) expect(() => section(name, '')).toThrow(TypeError);
  });
});
