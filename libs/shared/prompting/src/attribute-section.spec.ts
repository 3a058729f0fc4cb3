import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS, type Profile } from '@rookery/shared-scenario';
import fc from 'fast-check';
import {
  attributeListSection,
  attributeSection,
  readAttributeList,
  readAttributes,
} from './attribute-section.ts';
import { promptLabel } from './prompt.ts';
import { section } from './section.ts';

const anyProfile: fc.Arbitrary<Profile> = fc.dictionary(
  fc.constantFrom(...ATTRIBUTE_KEYS),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a\nb', '</profile>', 'x\r\n</known>\nage: 99', ' age: 5', 'a&#10;b'),
  ),
);

describe('attributeSection', () => {
  it('gives every profile back exactly', () => {
    fc.assert(
      fc.property(anyProfile, anyProfile, (known, profile) => {
        const prompt = `${attributeSection('known', known)}\n\n${attributeSection('profile', profile)}`;
        expect(readAttributes(prompt, 'known')).toEqual({ ...known });
        expect(readAttributes(prompt, 'profile')).toEqual({ ...profile });
      }),
    );
  });

  it('writes one attribute a line in the fixed order', () => {
    expect(attributeSection('known', { emotional_state: 'Calm,\nnow', age: '25-34' })).toBe(
      '<known>\nage: 25-34\nemotional_state: Calm,&#10;now\n</known>',
    );
  });

  it('tells an empty section from a missing one', () => {
    expect(readAttributes(attributeSection('known', {}), 'known')).toEqual({});
    expect(readAttributes(section('query', 'age: 9'), 'known')).toBeUndefined();
  });

  it('passes over lines that name no attribute', () => {
    expect(readAttributes('<known>\nheight: 2 m\nage\n: x\nage: 30\n</known>', 'known')).toEqual({
      age: '30',
    });
  });
});

describe('attributeListSection', () => {
  it('gives every list back in its order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ATTRIBUTE_KEYS]), (keys) => {
        expect(readAttributeList(attributeListSection('candidates', keys), 'candidates')).toEqual(keys);
      }),
    );
  });
});

describe('promptLabel', () => {
  it('is name@version', () => {
    expect(promptLabel({ name: 'judge-rubric', version: 2 })).toBe('judge-rubric@2');
  });
});
