import { describe, expect, it } from '@jest/globals';
import * as wire from '@rookery/shared-contracts';
import fc from 'fast-check';
import { ORIGINS, scenarioId } from './scenario.ts';
import { STATUSES } from './statuses.ts';
import {
  profileFromWire,
  scenarioFromWire,
  scenarioToWire,
  splitFromWire,
  statusFromWire,
  statusToWire,
} from './wire.ts';
import { anyContent } from './testing/arbitraries.ts';

describe('wire', () => {
  it('round-trips every scenario through its bytes', () => {
    fc.assert(
      fc.property(anyContent, fc.constantFrom(...ORIGINS), fc.nat(), (content, origin, sourceRow) => {
        const scenario = { ...content, id: scenarioId(content), origin, sourceRow };
        const bytes = wire.Scenario.encode(scenarioToWire(scenario)).finish();
        expect(scenarioFromWire('scenario', wire.Scenario.decode(bytes))).toEqual(scenario);
      }),
    );
  });

  it('round-trips statuses and refuses the unspecified one by name', () => {
    for (const status of STATUSES) expect(statusFromWire('status', statusToWire(status))).toBe(status);
    expect(() => statusFromWire('spec.statuses[2]', wire.Status.UNSPECIFIED)).toThrow(
      /^spec\.statuses\[2\]: /,
    );
    expect(() => splitFromWire('filter.split', wire.Split.UNSPECIFIED)).toThrow(/^filter\.split: /);
  });

  it('names the field of a wrong profile and never its text', () => {
    const canary = 'canary-value';
    const refuse = (): unknown => profileFromWire('profile', { values: { [canary]: canary } });
    expect(refuse).toThrow(/^profile\.values: has an unknown attribute/);
    expect(refuse).not.toThrow(new RegExp(canary));
    expect(() => profileFromWire('person', { values: { age: ' ' } })).toThrow(
      /^person\.values\.age: is empty/,
    );
    expect(profileFromWire('profile', undefined)).toEqual({});
  });

  it('refuses a scenario without a resource name', () => {
    expect(() => scenarioFromWire('scenario', wire.Scenario.fromPartial({ query: 'q' }))).toThrow(
      /^scenario\.name: /,
    );
  });
});
