import { describe, expect, it } from '@jest/globals';
import { drawsOf } from '@rookery/benchmark-statistics';
import { profileNetwork } from '../network/profile-network.ts';
import { sampler } from '../network/sampler.ts';
import { normalised } from '../queries/near-duplicates.ts';
import { balanceTests, inBalance } from './balance.ts';
import { diversityOf } from './diversity.ts';

function people(count: number, seed: number, evidence = {}): ReturnType<ReturnType<typeof sampler>>[] {
  const draw = sampler(profileNetwork(), evidence);
  const draws = drawsOf(seed);
  return Array.from({ length: count }, () => draw(draws));
}

describe('tests of balance', () => {
  it('pass people that were sampled from the network, and have the p values that chance has', () => {
    const samples = Array.from({ length: 15 }, (_, seed) =>
      balanceTests(profileNetwork(), people(250, seed), {}),
    );
    expect(samples.filter(inBalance).length).toBeGreaterThanOrEqual(14);
    const values = samples.flat().flatMap(({ pValue }) => pValue ?? []);
    for (const level of [0.05, 0.25, 0.5, 0.75]) {
      const below = values.filter((value) => value < level).length / values.length;
      expect(Math.abs(below - level)).toBeLessThan(0.1);
    }
  });

  it('count each person once in each test', () => {
    const tests = balanceTests(profileNetwork(), people(200, 3), {});
    expect(tests).toHaveLength(18);
    for (const { values } of tests) {
      expect(values.reduce((sum, { observed }) => sum + observed, 0)).toBe(200);
      expect(values.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(200, 6);
    }
  });

  it.each([
    [
      'a node is drawn from nothing but its marginal',
      (all: ReturnType<typeof people>) => {
        const ages = all.map(({ age }) => age ?? '');
        return all.map((person, at) => ({ ...person, age: ages[(at * 7 + 3) % ages.length] ?? '' }));
      },
    ],
    [
      'one in five is given another mood',
      (all: ReturnType<typeof people>) =>
        all.map((person, at) => (at % 5 === 0 ? { ...person, emotional_state: 'Indifferent' } : person)),
    ],
  ])('fail where %s', (_, spoilt) => {
    expect(inBalance(balanceTests(profileNetwork(), spoilt(people(2000, 5)), {}))).toBe(false);
  });

  it('stand in the light of what the people were conditioned on', () => {
    const evidence = { age: ['18-24'], mental_health_status: ['Anxiety', 'Severe depression'] };
    const sampled = people(500, 9, evidence);
    expect(inBalance(balanceTests(profileNetwork(), sampled, evidence))).toBe(true);
    expect(inBalance(balanceTests(profileNetwork(), sampled, {}))).toBe(false);
  });

  it('have nothing to say of nobody', () => {
    const tests = balanceTests(profileNetwork(), [], {});
    expect(
      tests.every(({ degreesOfFreedom, pValue }) => degreesOfFreedom === 0 && pValue === undefined),
    ).toBe(true);
    expect(inBalance(tests)).toBe(true);
  });
});

describe('diversity', () => {
  it('is a share of words and pairs, and how near queries are', () => {
    const query = (text: string, ...values: number[]): { query: string; vector: Float32Array } => ({
      query: text,
      vector: normalised(values),
    });
    expect(
      diversityOf([query('one two three', 1, 0), query('one two four', 1, 0), query('five', 0, 1)]),
    ).toEqual({
      queries: 3,
      distinctWords: 5 / 7,
      distinctPairs: 3 / 4,
      nearestSimilarity: 2 / 3,
      meanSimilarity: 1 / 3,
    });
    expect(diversityOf([])).toMatchObject({ queries: 0, distinctWords: 0, nearestSimilarity: 0 });
  });
});
