import { describe, expect, it } from '@jest/globals';
import { expectedCalls, parseRate, secondsOf } from './rate-profile.ts';

describe('parseRate', () => {
  it('reads a constant rate, a ramp and steps', () => {
    expect(parseRate('200', 10)).toEqual([{ seconds: 10, from: 200, to: 200 }]);
    expect(parseRate('0.5..4', 10)).toEqual([{ seconds: 10, from: 0.5, to: 4 }]);
    expect(parseRate('10..50/3', 9)).toEqual([
      { seconds: 3, from: 10, to: 10 },
      { seconds: 3, from: 30, to: 30 },
      { seconds: 3, from: 50, to: 50 },
    ]);
    expect(parseRate('10..50/1', 9)).toEqual([{ seconds: 9, from: 50, to: 50 }]);
  });

  it.each([
    '',
    'fast',
    '0',
    '-3',
    '10..',
    '10...20',
    '10..0',
    '1..2/0',
    '1..2/2000',
    '2000000',
    '1.2.3',
    '10/5',
  ])('refuses %j, naming the field', (text) => {
    expect(() => parseRate(text, 10)).toThrow(/^rate: /);
  });
});

describe('a profile', () => {
  it('knows its length and its calls', () => {
    const profile = parseRate('10..30/2', 10);
    expect(secondsOf(profile)).toBe(10);
    expect(expectedCalls(profile)).toBe(200);
    expect(expectedCalls(parseRate('10..30', 10))).toBe(200);
  });
});
