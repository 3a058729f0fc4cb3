import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attributeOf, type AttributeKey } from './attributes.ts';
import { disclosed, RUNGS } from './rungs.ts';
import { scenarioId } from './scenario.ts';
import { anyContent, anyProfile } from './testing/arbitraries.ts';
import { scenarioFromWire, scenarioToWire } from './wire.ts';

describe('the ladder of disclosure', () => {
  it('shows more on each rung, nothing on the first and everything on the last', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const shown = RUNGS.map((rung) => disclosed(profile, rung));
        expect(shown[0]).toEqual({});
        expect(shown.at(-1)).toEqual(profile);
        expect(disclosed(profile, undefined)).toEqual(profile);
        shown.slice(1).forEach((rung, at) => expect(rung).toMatchObject({ ...shown[at] }));
        for (const key of Object.keys(shown[1] ?? {})) {
          expect(attributeOf(key as AttributeKey).group).toBe('demographic');
        }
      }),
    );
  });

  it('makes another scenario of each rung and of each twin, and comes back from the wire', () => {
    fc.assert(
      fc.property(anyContent, fc.constantFrom(...RUNGS), (content, rung) => {
        const twin = { ...content, twinOf: scenarioId(content) };
        const ids = [content, { ...content, rung }, twin, { ...twin, rung }].map(scenarioId);
        expect(new Set(ids).size).toBe(4);
        const scenario = { ...twin, rung, id: ids[3] ?? '', origin: 'own' as const, sourceRow: 1 };
        expect(scenarioFromWire('scenario', scenarioToWire(scenario))).toEqual(scenario);
      }),
    );
  });
});
