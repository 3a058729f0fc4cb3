import { describe, expect, it } from '@jest/globals';
import { timeLeft } from './time-left.ts';

describe('timeLeft', () => {
  it('speaks in the unit that people would use', () => {
    expect([0.2, 59, 61, 3599, 7260].map(timeLeft)).toEqual(['1 s', '59 s', '2 min', '60 min', '2 h 1 min']);
  });

  it('does not guess before there is a rate', () => {
    expect([undefined, Infinity].map(timeLeft)).toEqual(['?', '?']);
  });
});
