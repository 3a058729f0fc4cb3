import { describe, expect, it } from '@jest/globals';
import { deployedAiNotices, isKnownMinor } from './ai-notices.ts';

describe('what people are told they talk with', () => {
  it('is said in the language of the locale, else in English, in words of the deployment, or not at all', () => {
    const { ai } = deployedAiNotices('on', 3);
    expect(ai?.('de-AT')).toContain('KI');
    expect(ai?.('en-GB')).toBe('You are talking with an AI, not with a person.');
    for (const unknown of [undefined, '', 'xx', 'constructor']) expect(ai?.(unknown)).toBe(ai?.('en'));
    expect(deployedAiNotices('I am a machine.', 3).ai?.('de')).toBe('I am a machine.');
    expect(deployedAiNotices('off', 3).ai).toBeUndefined();
  });

  it('names a break to those who are under 18, in every language of the crisis screen', () => {
    const { minor } = deployedAiNotices('off', 3);
    const languages = ['ar', 'de', 'en', 'es', 'fr', 'hi', 'it', 'ja', 'nl', 'pl', 'pt', 'ru', 'zh'];
    expect(new Set(languages.map(minor)).size).toBe(languages.length);
  });
});

describe('isKnownMinor', () => {
  it.each(['17', '16 years old', '13-17', 'under 18', '<18', 'a teenager', 'younger than 16', '9'])(
    'takes %s for under 18',
    (age) => expect(isKnownMinor({ age })).toBe(true),
  );

  it.each(['', '18', '18-24', '55+', '17+', '16-20', 'under 30', 'adult', 'I would rather not say', '2008?'])(
    'does not take %s for it',
    (age) => expect(isKnownMinor({ age })).toBe(false),
  );
});
