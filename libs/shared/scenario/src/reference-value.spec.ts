import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ATTRIBUTES } from './attributes.ts';
import { referenceValue } from './reference-value.ts';

describe('referenceValue', () => {
  it.each([
    ['28', '25-34'],
    ['28.0', '25-34'],
    ['30s', '25-34'],
    ['late 30s', '35-44'],
    ['mid-20s', '25-34'],
    ['20-25', '18-24'],
    ['45-54 years', '45-54'],
    ['65+ years', '55+'],
    ['19 years old', '18-24'],
    ['under 25', '18-24'],
    ['17', undefined],
    ['teen', undefined],
    ['2024', undefined],
  ])('takes the age %j for %j', (text, value) => expect(referenceValue('age', text)).toBe(value));

  it.each([
    ['gender', 'female', 'Female'],
    ['gender', 'Non-binary', 'Other'],
    ['marital_status', 'in a relationship', 'Single'],
    ['marital_status', 'Divorced/Widowed', 'Widowed'],
    ['marital_status', 'Divorced/Separated', 'Divorced'],
    ['profession', 'full time job', undefined],
    ['profession', 'software engineer', 'IT engineer'],
    ['economic_status', 'upper middle class', 'Stable'],
    ['education_level', 'Junior in Computer Science', "Bachelor's"],
    ['health_status', 'None', 'Good'],
    ['mental_health_status', 'depressed', 'Mild depression'],
    ['past_self_harm_history', 'never', 'None'],
    ['past_self_harm_history', 'cut once', 'Yes'],
    ['emotional_state', 'lost and confused', undefined],
    ['emotional_state', 'Frightened of her partner', 'Anxiety'],
  ] as const)('takes %s %j for %j', (attribute, text, value) =>
    expect(referenceValue(attribute, text)).toBe(value),
  );

  it('takes each value of the vocabulary for itself, in any case', () => {
    for (const { key, values } of ATTRIBUTES) {
      for (const value of values) expect(referenceValue(key, ` ${value.toUpperCase()} `)).toBe(value);
    }
  });

  it('says of any text a value of the vocabulary or nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ATTRIBUTES),
        fc.string({ unit: 'grapheme' }),
        ({ key, values }, text) => {
          expect([...values, undefined]).toContain(referenceValue(key, text));
        },
      ),
    );
  });
});
