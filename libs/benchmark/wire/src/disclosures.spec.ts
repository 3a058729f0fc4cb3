import { describe, expect, it } from '@jest/globals';
import { disclosedPart } from '@rookery/benchmark-samples';
import { RunSpec, Status } from '@rookery/shared-contracts';
import { settingsFromWire, settingsToWire } from './settings.ts';

const specOf = (changes: Parameters<typeof RunSpec.fromPartial>[0]): RunSpec =>
  RunSpec.fromPartial({
    models: ['m'],
    judgeModel: 'j',
    statuses: [Status.DISCLOSED],
    disclosures: [
      { attributes: ['age', 'gender'] },
      { attributes: [], scenarios: [{ scenario: 'scenarios/abc', attributes: ['gender'] }] },
    ],
    ...changes,
  });

describe('disclosures', () => {
  it('are one for each repetition, and come back as they were', () => {
    const settings = settingsFromWire(specOf({}));
    expect(settings).toMatchObject({
      repetitions: 2,
      disclosures: [{ attributes: ['age', 'gender'] }, { attributes: [], scenarios: { abc: ['gender'] } }],
    });
    const sent = settingsToWire(settings, { maxCalls: undefined, maxCostUsd: undefined });
    expect(sent.disclosures).toEqual(specOf({}).disclosures);
    expect(settingsFromWire(RunSpec.fromPartial({ ...sent, answersOf: '' }))).toEqual(settings);
  });

  it('tell what they name, of a profile that has it, in their order', () => {
    const settings = settingsFromWire(specOf({}));
    const profile = { emotional_state: 'Calmness', gender: 'Other' };
    const told = (id: string, repetition: number) => disclosedPart(settings, { id, profile }, repetition);
    expect(told('abc', 1)).toEqual({ gender: 'Other' });
    expect(told('abc', 2)).toEqual({ gender: 'Other' });
    expect(told('other', 2)).toEqual({});
    expect(() => told('abc', 3)).toThrow('repetition: 3');
  });

  it.each([
    [{ disclosures: [] }, 'spec.disclosures'],
    [{ statuses: [Status.VANILLA] }, 'spec.disclosures'],
    [{ statuses: [Status.DISCLOSED, Status.VANILLA] }, 'spec.statuses'],
    [{ repetitions: 3 }, 'spec.repetitions'],
    [{ disclosures: [{ attributes: ['shoe_size'] }] }, 'spec.disclosures[0].attributes[0]'],
    [{ disclosures: [{ attributes: ['age', 'age'] }] }, 'spec.disclosures[0].attributes[1]'],
    [
      { disclosures: [{ scenarios: [{ scenario: 'scenarios/a', attributes: ['shoe_size'] }] }] },
      'spec.disclosures[0].scenarios[0].attributes[0]',
    ],
  ])('are refused by name: %j', (changes, field) => {
    expect(() => settingsFromWire(specOf(changes))).toThrow(field);
  });
});
