import { describe, expect, it } from '@jest/globals';
import { RunEstimate } from '@rookery/shared-contracts';
import { describeEstimate } from './describe-estimate.ts';

describe('what a run would cost', () => {
  it.each([
    [{ costUsdMax: 12.5 }, ['at most about $12.50']],
    [{ costUsdMax: 0 }, ['nothing to pay']],
    [{ modelsWithoutPrice: ['a', 'b'] }, ['no price known for a, b; set ROOKERY_OPENAI_PRICES to count it']],
    [
      { costUsdMax: 0.25, modelsWithoutPrice: ['a'] },
      ['at most about $0.2500', 'no price known for a; set ROOKERY_OPENAI_PRICES to count it'],
    ],
  ])('%j', (estimate, lines) => {
    const text = describeEstimate(RunEstimate.fromPartial({ scenarios: 1200, ...estimate }));
    expect(text).toMatch(/^1,200 scenarios/);
    expect(text.split('\n').slice(3)).toEqual(lines);
  });
});
