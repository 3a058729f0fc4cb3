import { describe, expect, it } from '@jest/globals';
import { ImportTally, SHOWN_REJECTIONS } from './import-tally.ts';
import { ownScenarios } from './own-scenarios.ts';
import { toScenario } from '@rookery/shared-scenario-rows';

describe('ImportTally', () => {
  it('counts what became of each row', () => {
    const tally = new ImportTally();
    const known = new Set<string>();
    const own = ownScenarios();
    for (const scenario of [...own, ...own]) {
      tally.taken(scenario, !known.has(scenario.id));
      known.add(scenario.id);
    }
    const strange = toScenario({ query: 'q', origin: 'own', situation: 'Alien Visit' }, 141);
    if ('scenario' in strange) tally.taken(strange.scenario, true);
    tally.rejected({ row: 142, column: 'query', reason: 'is missing' });
    tally.answered(3);
    tally.answered(0);
    expect(tally.summary()).toEqual({
      rows: 142,
      accepted: 71,
      duplicates: 70,
      rejected: 1,
      domainUnknown: 1,
      answers: 3,
      rejections: [{ row: 142, column: 'query', reason: 'is missing' }],
    });
  });

  it('shows the first rejections and counts the rest', () => {
    const tally = new ImportTally();
    for (let row = 1; row <= SHOWN_REJECTIONS + 50; row++)
      tally.rejected({ row, column: '', reason: 'broken' });
    const { rejected, rejections } = tally.summary();
    expect(rejected).toBe(SHOWN_REJECTIONS + 50);
    expect(rejections.map((one) => one.row)).toEqual(
      Array.from({ length: SHOWN_REJECTIONS }, (_, i) => i + 1),
    );
  });
});
