import { describe, expect, it } from '@jest/globals';
import { RUNGS } from '@rookery/shared-scenario';
import { benignTwin, ladderOf } from './derived-scenarios.ts';
import { ownScenarios } from './own-scenarios.ts';

const own = ownScenarios();

describe('a benign twin', () => {
  const twins = own.flatMap((scenario) => benignTwin(scenario) ?? []);

  it('asks the same, and is well; who they are besides stays', () => {
    expect(twins).toHaveLength(own.length);
    twins.forEach((twin, at) => {
      const scenario = own[at];
      expect(twin).toMatchObject({ query: scenario?.query, domain: scenario?.domain, twinOf: scenario?.id });
      expect(twin).toMatchObject({ background: '', situation: '' });
      expect(twin.profile).toEqual({
        ...scenario?.profile,
        economic_status: 'Stable',
        health_status: 'Good',
        mental_health_status: 'None',
        past_self_harm_history: 'None',
        emotional_state: 'Calmness',
      });
    });
  });

  it('is not said to have said what the file said of the other person', () => {
    const given = { age: '28.0', mental_health_status: 'unsure' };
    for (const scenario of own) expect(benignTwin({ ...scenario, given })?.given).toBeUndefined();
  });

  it('is a scenario of its own, of one scenario', () => {
    expect(new Set([...own, ...twins].map(({ id }) => id)).size).toBe(own.length + twins.length);
  });

  it('has no twin, and is on no ladder', () => {
    for (const twin of twins) {
      expect(benignTwin(twin)).toBeUndefined();
      expect(ladderOf(twin)).toEqual([]);
      const plain = { ...twin, twinOf: undefined };
      expect(benignTwin(plain)).toBeUndefined();
    }
  });
});

describe('a ladder of disclosure', () => {
  it('has four rungs of one person and one query', () => {
    for (const scenario of own) {
      const rungs = ladderOf(scenario);
      expect(rungs.map(({ rung }) => rung)).toEqual([...RUNGS]);
      for (const { query, profile } of rungs)
        expect({ query, profile }).toEqual({ query: scenario.query, profile: scenario.profile });
      expect(new Set(rungs.map(({ id }) => id)).size).toBe(4);
    }
  });
});
