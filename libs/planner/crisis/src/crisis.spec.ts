import { describe, expect, it } from '@jest/globals';
import { resourcesFor, screen } from './index.ts';

describe('screen', () => {
  it.each([
    'I want to kill myself',
    'i’m going to end my life tonight',
    'Honestly I just want to die.',
    'I have been feeling suicidal',
    'everyone would be better off without me',
    "I've taken a whole bottle of pills",
    'I have the urge to cut myself',
  ])('sees %j', (text) => {
    expect(screen(text).level).toBe('crisis');
  });

  it.each(["I can't go on", 'there is no point in living', 'He threatened to kill me'])(
    'is concerned about %j',
    (text) => {
      expect(screen(text).level).toBe('concern');
    },
  );

  it.each([
    'this deadline is killing me',
    'I hurt myself playing tennis',
    'How do I end it with my boyfriend?',
    '',
  ])('lets %j pass', (text) => {
    expect(screen(text)).toEqual({ level: 'none', matches: [] });
  });

  it('tells patterns, never words of the message', () => {
    expect(screen('I want to die, canary')).toEqual({ level: 'crisis', matches: ['en-want-to-die'] });
  });
});

describe('resourcesFor', () => {
  const regions = (locale: string | undefined) => resourcesFor(locale).map(({ region }) => region);

  it('puts the country first and leaves nobody with nothing', () => {
    expect(regions('en-GB')).toEqual(['GB', '*', '*']);
    expect(regions('de_AT')).toEqual(['DE', '*', '*']);
    expect(regions(undefined)).toEqual(expect.arrayContaining(['US', 'GB', 'DE', '*']));
    expect(regions('xx')).toEqual(regions(undefined));
  });
});
