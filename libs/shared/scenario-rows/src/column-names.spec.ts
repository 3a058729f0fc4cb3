import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import fc from 'fast-check';
import { columnNamed, COLUMNS, isSameName, nearestColumn } from './column-names.ts';

describe('columnNamed', () => {
  it.each([
    ['Query', 'query'],
    [' USER QUERY ', 'query'],
    ['user_query', 'query'],
    ['userQuery', 'query'],
    ['Marital Status', 'marital_status'],
    ['Past Self-Harm History', 'past_self_harm_history'],
    ['Education', 'education_level'],
    ['Mental health', 'mental_health_status'],
    ['User_Profile', 'profile'],
    ['Queries', 'queries'],
    ['ID', 'not used'],
    ['Unnamed: 0', 'not used'],
    ['Average Score Step 1', 'not used'],
    ['Ｑｕｅｒｙ', 'query'],
  ])('knows %j as %s', (name, column) => {
    expect(columnNamed(name)).toBe(column);
  });

  it('knows every column by its name in any case, spacing and punctuation', () => {
    const between = fc.constantFrom('_', ' ', '-', '', '. ', '__');
    fc.assert(
      fc.property(
        fc.constantFrom(...COLUMNS.filter((column) => column !== 'not used')),
        between,
        fc.func(fc.boolean()),
        (column, sign, isUpper) => {
          const spelt = [...column.replaceAll('_', sign)].map((letter, index) =>
            isUpper(index) ? letter.toUpperCase() : letter,
          );
          expect(columnNamed(spelt.join(''))).toBe(column);
        },
      ),
    );
  });

  it.each(['Job', 'Notes', '', 'toString', '__proto__', 'x'.repeat(500), '列'])(
    'does not know %j',
    (name) => {
      expect(columnNamed(name)).toBeUndefined();
    },
  );
});

describe('nearestColumn', () => {
  it.each([
    ['Job', 'profession'],
    ['Occupation', 'profession'],
    ['Job title', 'profession'],
    ['proffession', 'profession'],
    ['emotinal_state', 'emotional_state'],
    ['Prompt', 'query'],
    ['quary', 'query'],
    ['userText', 'query'],
    ['Sex', 'gender'],
    ['Patient Age', 'age'],
    ['Relationship status', 'marital_status'],
    ['Mood', 'emotional_state'],
    ['income_level', 'economic_status'],
    ['Topic', 'domain'],
  ])('suggests for %j %s', (name, column) => {
    expect(nearestColumn(name)).toBe(column);
  });

  it.each(['height', 'Shoe size', 'x', '', '列', 'y'.repeat(500)])('suggests nothing for %j', (name) => {
    expect(nearestColumn(name)).toBeUndefined();
  });

  it('never fails', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        nearestColumn(name);
        columnNamed(name);
      }),
    );
  });
});

describe('isSameName', () => {
  it('passes over case, spaces and signs, and takes a sign alone for itself', () => {
    expect(isSameName('User Text', 'user_text')).toBe(true);
    expect(isSameName('?', '?')).toBe(true);
    expect(isSameName('?', '!')).toBe(false);
  });
});

it('has every attribute among the columns', () => {
  expect(COLUMNS).toEqual(expect.arrayContaining([...ATTRIBUTE_KEYS]));
});
