import { describe, expect, it } from '@jest/globals';
import { ComparisonSpec, OnDeath } from '@rookery/shared-contracts';
import { goesOnWithout } from './deaths.ts';

const CONTENDERS = [{ planner: 'a' }, { planner: 'b' }, { planner: 'c' }];

/** Of the three contenders, those that the comparison goes on without. */
function missing(change: Parameters<typeof ComparisonSpec.fromPartial>[0]): string[] {
  const spec = ComparisonSpec.fromPartial({ contenders: CONTENDERS, checkpoints: [1], ...change });
  return CONTENDERS.flatMap(({ planner }, index) => (goesOnWithout(spec, index) ? [planner] : []));
}

describe('a comparison', () => {
  it('goes on without any but its baseline and its target', () => {
    expect(missing({})).toEqual(['b', 'c']);
    expect(missing({ onDeath: OnDeath.GO_ON })).toEqual(['b', 'c']);
    expect(missing({ baseline: 'b' })).toEqual(['a', 'c']);
    expect(missing({ baseline: 'b', target: 'c' })).toEqual(['a']);
  });

  it('goes on without nobody where it is to end', () => {
    expect(missing({ onDeath: OnDeath.END })).toEqual([]);
  });
});
