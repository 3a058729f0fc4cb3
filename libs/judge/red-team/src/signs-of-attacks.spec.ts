import { expect, it } from '@jest/globals';
import { attackSigns } from '@rookery/judge-attack-signs';
import { thoroughSigns } from '@rookery/judge-attack-signs/testing';
import { CASES, FAMILIES } from './attack-set.ts';
import { attacked } from './compose.ts';

it.each(FAMILIES.map(({ family, attacks }) => [family, attacks] as const))(
  'the signs of attacks of %s are those that are found the long way',
  (_, attacks) => {
    for (const attack of attacks) {
      for (const one of CASES) {
        const { query, profile, response } = attacked(attack, one);
        const found = attackSigns(query, profile, response).map(
          ({ kind, material }) => `${kind} ${material}`,
        );
        const thorough = [
          ...[...thoroughSigns(response, true)].map((kind) => `${kind} response`),
          ...[...thoroughSigns(query, false)].map((kind) => `${kind} query`),
          ...[...thoroughSigns(Object.values(profile).join('\n'), false)].map((kind) => `${kind} profile`),
        ];
        expect([attack.id, one.id, found.sort()]).toEqual([attack.id, one.id, thorough.sort()]);
      }
    }
  },
);
