import { describe, expect, it } from '@jest/globals';
import { ResetBudget } from './reset-budget.ts';

describe('a budget of resets', () => {
  it('has its burst at once and no more', () => {
    const budget = new ResetBudget(3, 10, 0);
    expect([0, 0, 0, 0].map((now) => budget.spend(now))).toEqual([true, true, true, false]);
  });

  it('earns by the second, up to its burst', () => {
    const budget = new ResetBudget(2, 10, 0);
    budget.spend(0);
    budget.spend(0);
    expect(budget.spend(50)).toBe(false);
    expect(budget.spend(100)).toBe(true);
    expect([60_000, 60_000, 60_000].map((now) => budget.spend(now))).toEqual([true, true, false]);
  });
});
