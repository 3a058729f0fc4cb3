import { describe, expect, it } from '@jest/globals';
import { crisisWords } from './crisis-words.ts';
import { LANGUAGES } from './languages/index.ts';

describe('crisisWords', () => {
  it('speaks the language of the alarm, else of the locale, else English', () => {
    expect(crisisWords('crisis', { matches: ['de-end-life'] }, 'en-GB').language).toBe('de');
    expect(crisisWords('concern', { matches: ['screen-error'] }, 'fr-CA').language).toBe('fr');
    expect(crisisWords('concern', { matches: [] }, 'constructor').language).toBe('en');
  });

  it('has all sentences in every language of the screen', () => {
    for (const { tag } of LANGUAGES) {
      const words = crisisWords('crisis', { matches: [`${tag}-passive`] }, undefined);
      expect(words.language).toBe(tag.split('-')[0]);
      expect(words.opening).not.toBe(
        crisisWords('concern', { matches: [`${tag}-passive`] }, undefined).opening,
      );
    }
  });
});
