/** Random profiles and scenarios for property tests. */
import fc from 'fast-check';
import { ATTRIBUTE_KEYS } from '../attributes.ts';
import { DOMAINS, type DomainOrUnknown } from '../domains.ts';
import type { Profile } from '../profile.ts';
import type { ScenarioContent } from '../scenario.ts';

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() !== '');

export const anyProfile: fc.Arbitrary<Profile> = fc
  .dictionary(fc.constantFrom(...ATTRIBUTE_KEYS), value)
  .map((entries) => ({ ...entries }));

const anyDomain: fc.Arbitrary<DomainOrUnknown> = fc.constantFrom(
  'unknown',
  ...DOMAINS.map((domain) => domain.key),
);

export const anyContent: fc.Arbitrary<ScenarioContent> = fc.record({
  query: value,
  background: fc.string({ unit: 'grapheme' }),
  domain: anyDomain,
  situation: fc.string({ unit: 'grapheme' }),
  profile: anyProfile,
});
