import { describe, expect, it } from '@jest/globals';
import { PowerPlan, Status } from '@rookery/shared-contracts';
import { powerAsTable } from './power-plan.ts';

const PLAN = PowerPlan.fromPartial({
  treatments: [
    {
      model: 'a',
      status: Status.VANILLA,
      noise: { betweenPeople: 0.5, betweenQueries: 0.25, betweenRepetitions: 0.25 },
      notes: ['x.'],
    },
    { model: 'a', status: Status.AGENT, notes: ['Too few.', 'x.'] },
  ],
  comparisons: [
    {
      fromModel: 'a',
      fromStatus: Status.VANILLA,
      toModel: 'a',
      toStatus: Status.AGENT,
      noise: { betweenPeople: 0.01, betweenQueries: 0, betweenRepetitions: 0.08 },
      people: 1234,
      scenarios: 2468,
      detectable: 0.178,
      notes: ['x.'],
    },
  ],
  notes: ['Noise is split.'],
});

describe('a power plan', () => {
  const text = powerAsTable(PLAN, { difference: 0.1, power: 0.8, alpha: 0.05 }, 120);

  it('says what each comparison needs and where noise comes from', () => {
    expect(text).toContain('To find 0.1 points, power 0.8, alpha 0.05');
    expect(text).toMatch(/^a vanilla +agent +2,468 +1,234 +0\.18 +0\.30 +11% +0% +89%$/m);
    expect(text).toMatch(/^a +vanilla +1\.00 +50% +25% +25%$/m);
    expect(text).toMatch(/^ +agent +- +- +- +-$/m);
  });

  it('says each sentence once', () => {
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- Noise is split.',
      '- x.',
      '- Too few. (1 of 3 rows)',
    ]);
  });

  it('of a run that shows nothing is its notes', () => {
    const nothing = PowerPlan.fromPartial({ notes: ['Nothing.'] });
    expect(powerAsTable(nothing, { difference: 0.1, power: 0.8, alpha: 0.05 }, 80)).toBe(
      'Notes\n- Nothing.\n',
    );
  });
});
