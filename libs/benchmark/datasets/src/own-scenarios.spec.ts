import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTES, ATTRIBUTE_KEYS, DOMAINS, profileId, splitOf } from '@rookery/shared-scenario';
import { ownScenarios } from './own-scenarios.ts';

const scenarios = ownScenarios();
const people = new Map(scenarios.map((scenario) => [profileId(scenario.profile), scenario]));

describe('the scenarios that ship', () => {
  it('are 70: seven domains, five people in each, two queries a person', () => {
    expect(scenarios).toHaveLength(70);
    expect(new Set(scenarios.map((scenario) => scenario.id)).size).toBe(70);
    expect(new Set(scenarios.map((scenario) => scenario.query)).size).toBe(70);
    expect(people.size).toBe(35);
    for (const { key } of DOMAINS) {
      const inDomain = scenarios.filter((scenario) => scenario.domain === key);
      expect(inDomain).toHaveLength(10);
      const queries = new Map<string, number>();
      for (const { profile } of inDomain) {
        queries.set(profileId(profile), (queries.get(profileId(profile)) ?? 0) + 1);
      }
      expect([...queries.values()]).toEqual([2, 2, 2, 2, 2]);
    }
  });

  it('are complete: all ten attributes, a background, a situation', () => {
    for (const scenario of scenarios) {
      expect(Object.keys(scenario.profile)).toHaveLength(ATTRIBUTE_KEYS.length);
      expect(scenario.origin).toBe('own');
      expect(scenario.background).not.toBe('');
      expect(scenario.situation).not.toBe('');
    }
  });

  // The library would otherwise have no path for some domain in a first demo.
  it('have one person in each domain on the library side of the split, the other four on the other', () => {
    const library = [...people].filter(([id]) => splitOf(id) === 'library').map(([, { domain }]) => domain);
    expect(library).toEqual(DOMAINS.map(({ key }) => key));
  });

  it('never say in the query what the profile holds', () => {
    for (const { query, profile } of scenarios) {
      for (const key of ATTRIBUTE_KEYS) {
        const value = profile[key] ?? '';
        if (value.length > 5) expect(query.toLowerCase()).not.toContain(value.toLowerCase());
      }
    }
  });

  it('use the reference vocabulary for most values, and most of the vocabulary', () => {
    for (const { key, values } of ATTRIBUTES.filter(({ group }) => group === 'demographic')) {
      const used = [...people.values()].map(({ profile }) => profile[key] ?? '');
      expect(used.filter((value) => values.includes(value)).length).toBeGreaterThanOrEqual(30);
      const met = values.filter((value) => used.some((one) => one.startsWith(value)));
      expect(met.length).toBeGreaterThanOrEqual(values.length * 0.9);
    }
  });
});
