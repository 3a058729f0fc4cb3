import { describe, expect, it } from '@jest/globals';
import { completeProblem } from './planner-search.ts';
import { brokenByPath } from './problem-rules.ts';

describe('an empty path', () => {
  const empty = { steps: [] };

  it('breaks the rules where questions are free and something could be asked', () => {
    expect(brokenByPath(empty, completeProblem({ attributes: 3 }))).toMatch(/gave an empty path/);
    expect(brokenByPath(empty, completeProblem({ attributes: 2, costs: [0, 0] }))).toMatch(/empty path/);
  });

  it('is a path where questions cost something, or nothing is left to ask', () => {
    expect(brokenByPath(empty, completeProblem({ attributes: 2, costs: [0, 0.6] }))).toBeUndefined();
    expect(brokenByPath(empty, completeProblem({ attributes: 2, known: 0b11n }))).toBeUndefined();
  });
});
