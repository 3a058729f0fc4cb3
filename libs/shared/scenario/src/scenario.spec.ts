import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ATTRIBUTE_KEYS } from './attributes.ts';
import { LIBRARY_SHARE, splitOf } from './split.ts';
import { profileId, type Profile } from './profile.ts';
import { scenarioId } from './scenario.ts';
import { anyContent, anyProfile } from './testing/arbitraries.ts';

const reversed = (profile: Profile): Profile => Object.fromEntries(Object.entries(profile).reverse());

describe('scenarioId', () => {
  // Ids are stored and shared between installations: a change of this value is a change of the format.
  it('is the documented hash', () => {
    const content = {
      query: 'How do I ask for a raise?',
      background: '',
      domain: 'career' as const,
      situation: 'Demotion',
      profile: { gender: 'Female', age: '25-34' },
    };
    expect(scenarioId(content)).toBe('6712fa5d962c4fdbfefc83ed8887a31b');
    expect(profileId(content.profile)).toBe('df0ecf70084ae316b8b2778009d9b340');
    expect(profileId({})).toBe('44136fa355b3678a1146ad16f7e8649e');
  });

  it('does not depend on the order of attributes', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        expect(scenarioId(content)).toMatch(/^[0-9a-f]{32}$/);
        expect(scenarioId({ ...content, profile: reversed(content.profile) })).toBe(scenarioId(content));
        expect(profileId(reversed(content.profile))).toBe(profileId(content.profile));
      }),
    );
  });

  it('changes with every part of the content', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const others = [
          { ...content, query: `${content.query}.` },
          { ...content, background: `${content.background}.` },
          { ...content, situation: `${content.situation}.` },
          { ...content, domain: content.domain === 'life' ? ('unknown' as const) : ('life' as const) },
          { ...content, profile: { ...content.profile, age: `${content.profile.age ?? ''}.` } },
        ];
        for (const other of others) expect(scenarioId(other)).not.toBe(scenarioId(content));
      }),
    );
  });
});

describe('splitOf', () => {
  it('depends on the profile alone and takes about one profile in five', () => {
    const ids = Array.from({ length: 5000 }, (_, index) => profileId({ profession: `trade ${index}` }));
    const share = ids.filter((id) => splitOf(id) === 'library').length / ids.length;
    // Five standard errors of a proportion of 0.2 in 5000 draws.
    expect(Math.abs(share - LIBRARY_SHARE)).toBeLessThan(0.03);
  });

  it('puts the borders where the documentation says', () => {
    expect(splitOf(`33333332${'f'.repeat(24)}`)).toBe('library');
    expect(splitOf(`33333334${'0'.repeat(24)}`)).toBe('evaluation');
    expect(() => splitOf('')).toThrow(RangeError);
  });

  it('gives equal profiles the same side', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        expect(splitOf(profileId(reversed(profile)))).toBe(splitOf(profileId(profile)));
        expect(Object.keys(profile).every((key) => ATTRIBUTE_KEYS.some((known) => known === key))).toBe(true);
      }),
    );
  });
});
