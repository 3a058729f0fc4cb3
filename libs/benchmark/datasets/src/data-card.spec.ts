import { describe, expect, it } from '@jest/globals';
import { scenarioId, type Scenario } from '@rookery/shared-scenario';
import { createHash } from 'node:crypto';
import { DataCardTally } from './data-card.ts';
import { benignTwin, ladderOf } from './derived-scenarios.ts';
import { ownScenarios } from './own-scenarios.ts';

const scenario = (query: string, changes: Partial<Scenario> = {}): Scenario => {
  const content = {
    query,
    background: '',
    domain: 'career' as const,
    situation: '',
    profile: {},
    ...changes,
  };
  return { origin: 'own', sourceRow: 1, ...content, id: scenarioId(content) };
};

async function cardOf(scenarios: readonly Scenario[]): Promise<ReturnType<DataCardTally['card']>> {
  const tally = await DataCardTally.open();
  for (const one of scenarios) tally.add(one);
  return tally.card();
}

describe('a data card', () => {
  it('counts the rows of the scenarios that ship', async () => {
    const own = [...ownScenarios()].sort((one, other) => (one.id < other.id ? -1 : 1));
    const card = await cardOf(own);
    expect(card).toMatchObject({
      scenarios: 70,
      people: 35,
      queries: 70,
      repeatedQueries: 0,
      origins: [{ origin: 'own', scenarios: 70 }],
      languages: [{ language: 'en', scenarios: 70 }],
      withBackground: 70,
      twins: 0,
      onLadder: 0,
      digest: createHash('sha256')
        .update(own.map(({ id }) => `${id}\n`).join(''))
        .digest('hex'),
    });
    expect(card.domains.map(({ scenarios }) => scenarios)).toEqual([10, 10, 10, 10, 10, 10, 10]);
    for (const { missing, values } of card.attributes) {
      expect(missing).toBe(0);
      expect(values.reduce((sum, { people }) => sum + people, 0)).toBe(35);
    }
  });

  it('counts what is missing, what is said twice, and in which language', async () => {
    const card = await cardOf([
      scenario('How do I ask for a raise?', { profile: { age: '30s' } }),
      scenario('how do I  ask for a RAISE?', {
        profile: { age: '28.0' },
        domain: 'unknown',
        situation: 'Raise',
      }),
      scenario('Wie sage ich meinem Chef, dass ich kündige?', { profile: { gender: 'female' } }),
      scenario('12?', { profile: { age: 'old enough' } }),
    ]);
    expect(card).toMatchObject({ scenarios: 4, people: 4, queries: 3, repeatedQueries: 2, withSituation: 1 });
    expect(card.languages).toEqual([
      { language: 'en', scenarios: 2 },
      { language: 'de', scenarios: 1 },
      { language: 'und', scenarios: 1 },
    ]);
    expect(card.domains).toEqual([
      { domain: 'career', scenarios: 3 },
      { domain: 'unknown', scenarios: 1 },
    ]);
    expect(card.attributes.slice(0, 2)).toEqual([
      {
        attribute: 'age',
        missing: 1,
        spellings: 3,
        values: [
          { value: '25-34', people: 2 },
          { value: 'other', people: 1 },
        ],
      },
      { attribute: 'gender', missing: 3, spellings: 1, values: [{ value: 'Female', people: 1 }] },
    ]);
  });

  it('counts twins and rungs', async () => {
    const [first] = ownScenarios();
    if (first === undefined) throw new Error('there are none');
    expect(await cardOf([first, benignTwin(first) ?? first, ...ladderOf(first)])).toMatchObject({
      scenarios: 6,
      twins: 1,
      onLadder: 4,
      people: 2,
      queries: 1,
      repeatedQueries: 6,
    });
  });

  it('of an empty set is one of nothing', async () => {
    expect(await cardOf([])).toMatchObject({ scenarios: 0, medianQuery: 0, languages: [] });
  });
});
