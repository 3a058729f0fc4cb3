import { describe, expect, it } from '@jest/globals';
import type { PersonScore } from '@rookery/benchmark-storage';
import { enoughKnown } from './enough-known.ts';
import { Looks } from './looks.ts';

const SETTINGS = { models: ['a', 'b'], statuses: ['vanilla'] as const };

/** A repeatable coin of -1 and 1. */
const coin = (person: number): number => (((person * 2654435761) >>> 0) % 2 === 0 ? 1 : -1);

function people(count: number, gap: number): PersonScore[] {
  return Array.from({ length: count }, (_, person) => [
    { person: `p${person}`, model: 'a', status: 'vanilla' as const, score: 3 + 0.5 * coin(person) },
    {
      person: `p${person}`,
      model: 'b',
      status: 'vanilla' as const,
      score: 3 - gap - 0.5 * coin(person * 7 + 1),
    },
  ]).flat();
}

describe('a run knows enough', () => {
  it('of its means when all of them are known well enough', () => {
    const until = { kind: 'interval', halfWidth: 0.3 } as const;
    expect(enoughKnown(until, SETTINGS, [])).toBeUndefined();
    expect(enoughKnown(until, SETTINGS, people(10, 0))).toBeUndefined();
    expect(enoughKnown(until, SETTINGS, people(2000, 0))).toBe(
      'every mean is known to 0.3 points either way',
    );
    // One of the two has no scores yet.
    const half = people(2000, 0).filter(({ model }) => model === 'a');
    expect(enoughKnown(until, SETTINGS, half)).toBeUndefined();
  });

  it('of its differences when each is decided', () => {
    const until = { kind: 'difference', margin: 0 } as const;
    expect(enoughKnown(until, SETTINGS, people(5, 1))).toBeUndefined();
    expect(enoughKnown(until, SETTINGS, people(400, 1))).toBe('a vanilla beside b vanilla is better');
    expect(enoughKnown(until, SETTINGS, people(400, 0))).toBeUndefined();
    expect(enoughKnown({ ...until, margin: 0.5 }, SETTINGS, people(3000, 0))).toBe(
      'a vanilla beside b vanilla is practically the same',
    );
  });

  it('never of differences that it does not have', () => {
    const alone = { models: ['a'], statuses: ['vanilla'] as const };
    expect(enoughKnown({ kind: 'difference', margin: 0 }, alone, people(400, 1))).toBeUndefined();
  });
});

describe('the looks', () => {
  it('come further apart as people become many', () => {
    const looks = new Looks();
    let taken = 0;
    for (let count = 0; count <= 10_000; count += 1) if (looks.isDue(count)) taken += 1;
    expect(taken).toBeLessThan(110);
    expect(new Looks().isDue(0)).toBe(false);
  });
});
