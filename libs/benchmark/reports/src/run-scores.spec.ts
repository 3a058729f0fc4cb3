import { describe, expect, it } from '@jest/globals';
import { measuredCells } from './measures.ts';
import { RunScores } from './run-scores.ts';

/** A result as the database packs it. */
function packed(
  state: 1 | 2 | 3,
  [risk, empathy, alignment]: readonly [number, number, number] = [0, 0, 0],
  questions?: number,
): number {
  const asked = questions === undefined ? 0 : questions + 1;
  return state + risk * 4 + empathy * 32 + alignment * 256 + asked * 2048;
}

describe('scores of a run', () => {
  // Two treatments, two repetitions of three scenarios, the last of which was erased.
  const scores = new RunScores(2, 2, [
    { profileKey: 'b', domain: 'health' },
    { profileKey: 'a', domain: 'unknown' },
    undefined,
  ]);
  scores.put(0, packed(1, [5, 4, 3], 10));
  scores.put(1, packed(2));
  scores.put(3, packed(3));
  scores.put(4, packed(1, [1, 1, 1]));
  scores.put(6, packed(1, [2, 2, 2], 0));

  it('are known by place and cell, with whose they are', () => {
    expect(scores).toMatchObject({ cells: 2, places: 6, scenarios: 3, people: 2 });
    expect([scores.person(0), scores.person(1), scores.person(3)]).toEqual([0, 1, 0]);
    expect([scores.domain(0), scores.domain(4)]).toEqual(['health', 'unknown']);
    expect([scores.total(0, 0), scores.total(3, 0), scores.total(5, 1)]).toEqual([12, 6, 0]);
    expect([0, 1, 2].map((dimension) => scores.dimension(0, 0, dimension as 0 | 1 | 2))).toEqual([5, 4, 3]);
    expect([scores.questions(0, 0), scores.questions(3, 0), scores.questions(0, 1)]).toEqual([
      10,
      0,
      undefined,
    ]);
    expect([scores.unscored(0, 1), scores.unscored(1, 1), scores.unscored(0, 0)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('leave out what belongs to a scenario that was erased', () => {
    expect(scores.total(2, 0)).toBe(0);
    const means = measuredCells(scores).filter(({ cell, domain }) => cell === 0 && domain === undefined);
    expect(means.find(({ measure }) => measure === 'score')?.moments).toMatchObject({
      clusters: 1n,
      samples: 2n,
      total: 18n,
    });
  });

  it('count what has no verdict as the worst and as the best', () => {
    const other = measuredCells(scores).filter(({ cell }) => cell === 1);
    expect(other.map(({ measure, moments }) => [measure, moments.total])).toEqual([
      ['worst', 3n],
      ['best', 15n],
    ]);
  });
});
