import { describe, expect, it } from '@jest/globals';
import { untilRule } from './until.ts';

describe('--until', () => {
  it.each([
    ['ci < 0.05', { $case: 'interval', value: 0.05 }],
    ['ci<1', { $case: 'interval', value: 1 }],
    [' difference ', { $case: 'difference', value: 0 }],
    ['difference < 0.2', { $case: 'difference', value: 0.2 }],
  ])('reads %j', (text, rule) => {
    expect(untilRule(text)).toEqual({ rule });
  });

  it.each(['', 'ci', 'ci > 0.1', 'ci < x', 'p < 0.05'])('refuses %j', (text) => {
    expect(() => untilRule(text)).toThrow('a rule such as');
  });
});
