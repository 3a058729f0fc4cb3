import { describe, expect, it } from '@jest/globals';
import { DerivedPairs, Status } from '@rookery/shared-contracts';
import { pairsAsText } from './pairs.ts';

const row = { model: 'sim/a', status: Status.CONTEXT_RICH, pairs: 1200, baseMean: 3.5, mean: 3.25 };
const difference = { value: -0.25, low: -0.3, high: -0.2, samples: 1200, profiles: 100 };
const referrals = {
  referralRate: { value: 0.125, low: 0.1, high: 0.15 },
  referralDifference: { value: -0.375, low: -0.4, high: -0.35 },
};

describe('the pairs of a run', () => {
  it('are a table of twins and one of rungs, with intervals and rates', () => {
    const text = pairsAsText(
      DerivedPairs.fromPartial({
        run: 'runs/1',
        simulated: true,
        rows: [
          { ...row, kind: 'twin', difference, baseReferrals: 0.5, referrals: 0.125, ...referrals },
          { ...row, kind: 'health', difference: { value: 0.4 } },
        ],
        notes: ['A note.'],
      }),
    );
    expect(text).toMatch(/^SIMULATED: Derived scenarios of runs\/1/);
    expect(text).toMatch(
      /sim\/a +\S.* +1,200 +3\.50 +3\.25 +-0\.25 \[-0\.30, -0\.20\] +50\.0% +12\.5% \[10\.0%, 15\.0%\] +-37\.5% \[-40\.0%, -35\.0%\]/,
    );
    expect(text).toMatch(/\+0\.40 +health/);
    expect(text).toContain('A note.');
  });

  it('say how to make some where there are none', () => {
    expect(pairsAsText(DerivedPairs.fromPartial({ run: 'runs/1' }))).toContain(
      'rookery data-sets twins --help',
    );
  });
});
