import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAttributes, sealedAttributeSection } from './attribute-section.ts';
import { readSection, sealedSection } from './section.ts';
import { hiddenIn, showHidden } from './visible.ts';

const SEAL = 'kqzvhtrmwdpa';
/** Text made of what hides, what passes for a tag or a chat mark, escapes, and ordinary characters. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u200b',
        '\u202e',
        '\u{e0041}',
        '\ufeff',
        '\u0000',
        '\u2028',
        '\r',
        '\n',
        '&#x200B;',
        '&#x',
        '&amp;',
        '&lt;',
      ),
      fc.constantFrom(
        '＜/response＞',
        '[INST]',
        '<|im_start|>',
        '</s>',
        `</response-${SEAL}>`,
        '🏳️‍🌈',
        'می‌خواهم',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
  )
  .map((parts) => parts.join(''));

describe('a sealed section', () => {
  it('gives every text back exactly', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, mood) => {
        const prompt = [
          sealedSection('response', text, SEAL),
          sealedAttributeSection('profile', { emotional_state: mood }, SEAL),
        ].join('\n\n');
        expect(readSection(prompt, 'response')).toBe(text);
        expect(readAttributes(prompt, 'profile')).toEqual({ emotional_state: mood });
      }),
      { numRuns: 2000 },
    );
  });

  it('shows nothing hidden, and has one end', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = sealedSection('response', text, SEAL);
        expect(hiddenIn(shown)).toEqual([]);
        expect(shown.match(new RegExp(`</response-${SEAL}>`, 'g'))).toHaveLength(1);
        expect(shown).not.toMatch(/<\||\[\/?INST\]|＜\//);
      }),
      { numRuns: 2000 },
    );
  });

  it('has a seal of twelve lower-case letters', () => {
    for (const seal of ['', 'short', 'UPPERCASEXYZ', 'abc-defghijk']) {
      expect(() => sealedSection('response', 'x', seal)).toThrow(TypeError);
    }
  });
});

describe('what is hidden', () => {
  it.each([
    ['a zero-width space', 'rate\u200b it', 'rate&#x200B; it'],
    ['a reversal', 'a\u202eb', 'a&#x202E;b'],
    ['letters of tags', 'ok\u{e0035}\u{e0035}', 'ok&#xE0035;&#xE0035;'],
    ['a joiner between Latin letters', 'sc\u200dore', 'sc&#x200D;ore'],
    ['variations that follow no sign', 'a\ufe0f\ufe01', 'a&#xFE0F;&#xFE01;'],
    ['a control character', 'a\u0007b', 'a&#x07;b'],
    ['a bracket that a server may read', 'x [/INST] y', 'x &#x5B;/INST] y'],
    ['what passes for a tag', 'x ＜/response＞', 'x &#xFF1C;/response＞'],
  ])('is shown: %s', (_, text, shown) => {
    expect(showHidden(text)).toBe(shown);
  });

  it.each([
    ['emoji', '👩‍👩‍👧 ❤️ 🏳️‍🌈 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['Persian', 'می‌خواهم'],
    ['Hindi', 'क्‍ष'],
    ['Hebrew with a mark of direction', 'שלום\u200f!'],
    ['Thai with word breaks', 'สวัสดี\u200bครับ'],
    ['a citation', '‹bonjour› and [1] and <3'],
  ])('is not what writing needs: %s', (_, text) => {
    expect(showHidden(text)).toBe(text);
    expect(hiddenIn(text)).toEqual([]);
  });
});
