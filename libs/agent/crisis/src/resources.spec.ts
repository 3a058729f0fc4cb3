import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueForReview, parseResources } from './parse-resources.ts';
import { RESOURCE_LIST } from './resource-list.ts';
import { resourcesFrom } from './resources.ts';

describe('resourcesFrom', () => {
  const resourcesFor = resourcesFrom(RESOURCE_LIST);
  const chosen = (locale: string | undefined): string[] =>
    resourcesFor(locale).map(({ region, language }) => `${region} ${language}`);

  it('puts the country first, one’s own language before others', () => {
    expect(chosen('en-GB')).toEqual(['GB en', '* en', '* en']);
    expect(chosen('it_CH')).toEqual(['CH it', 'CH de', 'CH fr', '* en', '* en']);
    expect(chosen('zh-Hant-TW')).toEqual(['TW zh', '* en', '* en']);
  });

  it('takes those in the language where the country is unknown or has none', () => {
    expect(chosen('de')).toEqual(['DE de', 'AT de', 'CH de', '* en', '* en']);
    expect(chosen('de-LI')).toEqual(chosen('de'));
  });

  it('leaves nobody with nothing, whatever the locale', () => {
    expect(chosen(undefined)).toEqual(['* en', '* en']);
    fc.assert(fc.property(fc.string(), (locale) => chosen(locale).length >= 2));
  });
});

describe('parseResources', () => {
  const [first] = RESOURCE_LIST;
  if (first === undefined) throw new Error('the list is empty');
  const everywhere = { ...first, region: '*' };

  it('reads the list that comes with the platform', () => {
    expect(parseResources(JSON.stringify(RESOURCE_LIST))).toEqual(RESOURCE_LIST);
  });

  it.each([
    ['', 'not valid JSON'],
    ['{}', 'must be a JSON array'],
    [JSON.stringify([first]), 'no entry has region *'],
    [JSON.stringify([everywhere, 7]), 'entry 2: name must not be empty'],
    [
      JSON.stringify([{ ...everywhere, name: 'Line', contact: ' ' }]),
      'entry 1 (Line): contact must not be empty',
    ],
    [JSON.stringify([{ ...everywhere, region: 'gb' }]), 'region must be a country'],
    [JSON.stringify([{ ...everywhere, checked: 'today' }]), 'checked must be YYYY-MM-DD'],
    [JSON.stringify([{ ...everywhere, phone: '1' }]), 'phone is not a field'],
    [
      JSON.stringify([everywhere, first, { ...everywhere, name: 'Again', source: 'https://elsewhere.org' }]),
      'entry 3 (Again): is entry 1 once more',
    ],
  ])('refuses %s', (json, message) => {
    expect(() => parseResources(json)).toThrow(message);
  });
});

describe('the list that comes with the platform', () => {
  const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

  it.each(RESOURCE_LIST.map((resource) => [`${resource.region} ${resource.name}`, resource] as const))(
    'says for which country there is %s, or that it is for everywhere',
    (_, { region }) => {
      expect(region === '*' || countries.of(region) !== undefined).toBe(true);
    },
  );

  it('names nobody twice for the same people', () => {
    const named = RESOURCE_LIST.map(({ region, language, name }) => `${region} ${language} ${name}`);
    expect(new Set(named).size).toBe(named.length);
  });
});

describe('dueForReview', () => {
  it('names what was never verified and what is old', () => {
    const [read] = RESOURCE_LIST.filter(({ verified }) => verified === 'operator');
    const [guessed] = RESOURCE_LIST.filter(({ verified }) => verified === 'authors');
    if (read === undefined || guessed === undefined) throw new Error('the list has changed');
    const list = [{ ...read, checked: '2026-01-31' }, guessed];
    const due = (today: string) =>
      dueForReview(list, new Date(today), 6).map(({ resource }) => resource.name);
    expect(due('2026-07-01')).toEqual([guessed.name]);
    expect(due('2026-08-01')).toEqual([read.name, guessed.name]);
  });
});
