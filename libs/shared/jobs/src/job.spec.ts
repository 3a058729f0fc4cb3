import { describe, expect, it } from '@jest/globals';
import { limitReached } from './job.ts';

describe('limitReached', () => {
  it.each([
    [{ maxCalls: undefined, maxCostUsd: undefined }, { calls: 1e9, costUsd: 1e6 }, undefined],
    [{ maxCalls: 10, maxCostUsd: 2 }, { calls: 9, costUsd: 1.99 }, undefined],
    [{ maxCalls: 10, maxCostUsd: undefined }, { calls: 10, costUsd: 0 }, '10 of 10 calls were made'],
    [{ maxCalls: 10, maxCostUsd: 2 }, { calls: 9, costUsd: 2.5 }, '2.5000 of 2 US dollars were spent'],
    [{ maxCalls: 0, maxCostUsd: undefined }, { calls: 0, costUsd: 0 }, '0 of 0 calls were made'],
  ])('of %j and %j is %s', (limits, usage, reason) => {
    expect(limitReached(limits, usage)).toBe(reason);
  });
});
