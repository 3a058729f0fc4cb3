import { describe, expect, it } from '@jest/globals';
import { crisisNotice } from './crisis-notice.ts';
import { crisisWords } from './crisis-words.ts';
import { fixedAnswer } from './fixed-answer.ts';
import { LANGUAGES } from './languages/index.ts';
import { RESOURCE_LIST } from './resource-list.ts';
import { resourcesFrom } from './resources.ts';

const ours = resourcesFrom(RESOURCE_LIST);
const LOCALES = [
  undefined,
  ...new Set(RESOURCE_LIST.flatMap(({ language, region }) => [language, `${language}-${region}`])),
];

describe('a crisis notice', () => {
  it.each(LOCALES)('names nobody twice, and everybody with a country, for the locale %s', (locale) => {
    const { resources, text } = crisisNotice('crisis', { matches: ['en-end-life'] }, locale, ours);
    expect(text).not.toBe('');
    expect(resources.length).toBeGreaterThan(0);
    const lines = resources.map(({ name, contact }) => `${name}: ${contact}`);
    expect(new Set(lines).size).toBe(lines.length);
    for (const { region } of resources) expect(region).toMatch(/^(?:\*|[A-Z]{2}(?:, [A-Z]{2})*)$/);
  });

  it('names all the countries of a line that they share', () => {
    const { resources } = crisisNotice('crisis', { matches: ['en-end-life'] }, undefined, ours);
    expect(resources.find(({ name }) => name === 'Samaritans')).toMatchObject({ region: 'GB, IE' });
  });
});

describe('the fixed answer', () => {
  it.each(LANGUAGES.map(({ tag }) => tag))('is there in the language %s', (tag) => {
    const screening = { matches: [`${tag}-end-life`] };
    const { language } = crisisWords('crisis', screening, undefined);
    expect(language).toBe(tag.split('-')[0]);
    if (language !== 'en')
      expect(fixedAnswer(screening, undefined)).not.toBe(fixedAnswer({ matches: [] }, 'en'));
  });
});
