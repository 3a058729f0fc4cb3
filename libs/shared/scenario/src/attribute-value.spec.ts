import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attributeValue, isBlank } from './attribute-value.ts';
import { ATTRIBUTES, ATTRIBUTE_KEYS } from './attributes.ts';

describe('attributeValue', () => {
  it('is one for one person, whatever the format made of a number', () => {
    for (const value of [28, 28.0, '28', '28.0', ' 28.00 ', '2.8e1', '28,0']) {
      expect(attributeValue('age', value)).toBe('28');
    }
    expect(attributeValue('economic_status', '1234.50')).toBe(attributeValue('economic_status', 1234.5));
    expect(attributeValue('economic_status', '12345678901234567890')).toBe('12345678901234567890');
    expect(attributeValue('age', '025')).toBe('025');
  });

  it('is one for white space and for letters however they are composed', () => {
    expect(attributeValue('profession', ' Caf\u00e9\u00a0\n owner')).toBe('Café owner');
    expect(attributeValue('profession', 'Cafe\u0301 owner')).toBe('Café owner');
  });

  it.each(
    [
      ...[
        '',
        ' ',
        '-',
        '--',
        '—',
        '?',
        '...',
        'N/A',
        '#N/A',
        'n.a.',
        'NA',
        '<NA>',
        'nan',
        'NaN',
        'NaT',
        'null',
      ],
      ...[
        '(null)',
        'NULL.',
        'undefined',
        'nil',
        'inf',
        '-inf',
        'Infinity',
        'unknown',
        'Unknown.',
        '[unknown]',
      ],
      ...['not given', 'Not Specified', 'not_specified', 'not-disclosed', 'Prefer not to say', 'none given'],
      ...['missing', 'Don’t know', 'keine Angabe', '"N/A"'],
    ].map((text): [string] => [text]),
  )('reads %j as what nobody said, of every attribute', (text) => {
    for (const key of ATTRIBUTE_KEYS) expect(attributeValue(key, text)).toBeUndefined();
  });

  it('reads what is no number as nothing', () => {
    for (const value of [NaN, Infinity, -Infinity]) expect(attributeValue('age', value)).toBeUndefined();
  });

  it('takes "None" for a fact about health alone', () => {
    for (const key of ATTRIBUTE_KEYS) {
      const isHealth = ['health_status', 'mental_health_status', 'past_self_harm_history'].includes(key);
      expect(attributeValue(key, 'None')).toBe(isHealth ? 'None' : undefined);
    }
  });

  it('takes being unsure for a feeling, and of everything else for not known', () => {
    expect(attributeValue('emotional_state', 'uncertain')).toBe('uncertain');
    expect(attributeValue('economic_status', 'uncertain')).toBeUndefined();
  });

  it('reads the truth values of programs about self-harm', () => {
    expect(['True', 'false'].map((text) => attributeValue('past_self_harm_history', text))).toEqual([
      'Yes',
      'None',
    ]);
  });

  it('keeps the words of the reference vocabulary, and signs that say something', () => {
    for (const { key, values } of ATTRIBUTES) {
      for (const value of values) expect(attributeValue(key, value)).toBe(value);
    }
    for (const text of ['🙂', '65+ years', 'C++ developer', 'no issues', 'not healthy']) {
      expect(attributeValue('emotional_state', text)).toBe(text);
    }
  });

  it('changes nothing when it is done twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ATTRIBUTE_KEYS), fc.string({ unit: 'grapheme' }), (key, text) => {
        const once = attributeValue(key, text);
        if (once !== undefined) expect(attributeValue(key, once)).toBe(once);
      }),
    );
  });
});

describe('isBlank', () => {
  it('knows what programs write where there is nothing, and no word of a person', () => {
    for (const text of ['', ' ', 'nan', 'None', 'NULL', 'N/A', '<NA>', '-']) expect(isBlank(text)).toBe(true);
    for (const text of ['unknown', 'Nobody', 'no', '0', 'Nan is my gran.']) expect(isBlank(text)).toBe(false);
  });
});
