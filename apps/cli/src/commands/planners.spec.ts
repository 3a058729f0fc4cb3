import { describe, expect, it } from '@jest/globals';
import { ParameterSpec } from '@rookery/shared-contracts';
import { allowedValues, headingOf } from './planners.ts';

describe('the allowed values of a parameter', () => {
  it.each([
    [{ number: { min: 0, max: 0.5, defaultValue: 0 } }, '0..0.5'],
    [{ integer: { min: 1, max: 10, defaultValue: 2 } }, 'whole numbers 1..10'],
    [{ choice: { options: ['calm', 'bold'], defaultValue: 'calm' } }, 'calm | bold'],
    [{ flag: { defaultValue: true } }, 'true | false'],
  ])('are said in words: %j', (type, words) => {
    const spec = ParameterSpec.fromJSON({ name: 'p', description: 'd', ...type });
    expect(allowedValues(spec)).toBe(words);
  });
});

describe('the heading of a planner', () => {
  const planner = { name: 'mine', description: 'guesses', external: true, unusable: '' };

  it('says what it does and where it is', () => {
    expect(headingOf(planner, 'uct')).toBe('mine (external): guesses');
    expect(headingOf({ ...planner, external: false }, 'mine')).toBe('mine (default): guesses');
  });

  it('says why it cannot be used', () => {
    const gone = { ...planner, description: '', unusable: 'planner mine cannot be used: UNAVAILABLE' };
    expect(headingOf(gone, 'mine')).toBe(
      'mine (default, external): CANNOT BE USED NOW: planner mine cannot be used: UNAVAILABLE',
    );
  });
});
