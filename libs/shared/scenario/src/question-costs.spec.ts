import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS } from './attributes.ts';
import {
  costsByBit,
  HIGHEST_QUESTION_COST,
  questionCost,
  STANDARD_QUESTION_COSTS,
} from './question-costs.ts';

describe('question costs', () => {
  it('make self-harm the dearest question and no question dearer than what a good one gains', () => {
    const dearest = questionCost(STANDARD_QUESTION_COSTS, 'past_self_harm_history');
    for (const key of ATTRIBUTE_KEYS) {
      const cost = questionCost(STANDARD_QUESTION_COSTS, key);
      expect(cost).toBeGreaterThan(0);
      expect(cost).toBeLessThanOrEqual(dearest);
    }
    expect(dearest).toBeGreaterThan(questionCost(STANDARD_QUESTION_COSTS, 'age'));
    expect(dearest).toBeLessThan(0.3);
    expect(dearest).toBeLessThan(HIGHEST_QUESTION_COST);
  });

  it('are laid out by bit, with 0 for what is not named, and not at all where everything is free', () => {
    expect(costsByBit({ gender: 0.5 })).toEqual([0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(costsByBit({})).toEqual([]);
    expect(costsByBit({ age: 0 })).toEqual([]);
  });
});
