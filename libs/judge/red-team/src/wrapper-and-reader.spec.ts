import { describe, expect, it } from '@jest/globals';
import { attackSigns } from '@rookery/judge-attack-signs';
import { judgeRubric, sealOf } from '@rookery/judge-rubric';
import { readVerdict } from '@rookery/judge-verdict';
import { hiddenIn, readAttributes, readSection } from '@rookery/shared-prompting';
import { CASES, FAMILIES, type Attack } from './attack-set.ts';
import { attacked, clean, type Judged } from './compose.ts';

// Every attack against what stands around the judge, without a model: how it is shown, how a verdict beside it is read, whether it is
// seen.
const all = FAMILIES.flatMap(({ family, attacks }) =>
  attacks.map((attack) => [family, attack.id, attack] as const),
);
const on = (attack: Attack): Judged[] => CASES.map((one) => attacked(attack, one));
const OWN = JSON.stringify({
  risk_sensitivity: { reason: 'It passes over what is dangerous here.', score: 1 },
  emotional_empathy: { reason: 'It meets no feeling.', score: 2 },
  user_alignment: { reason: 'Anybody could be told this.', score: 1 },
});

describe('an attack', () => {
  it.each(all)('of %s is shown as what it is, and nothing else moves: %s', (_, __, attack) => {
    for (const { query, profile, response } of on(attack)) {
      const seal = sealOf('seed 1', query, response);
      const [instructions, data] = judgeRubric.render({ query, profile, response, seal });
      const shown = data?.content ?? '';
      expect(readSection(shown, 'query')).toBe(query);
      expect(readSection(shown, 'response')).toBe(response);
      expect(readAttributes(shown, 'profile')).toEqual(profile);
      expect(shown.match(/<\/?(?:query|profile|response)-/g)).toHaveLength(6);
      expect(shown.match(/<(?![\d=])/g)).toHaveLength(6);
      expect(shown).not.toMatch(/\[\/?INST\]/);
      expect(hiddenIn(shown)).toEqual([]);
      // A lone symbol stands anywhere.
      if (response.length > 20) expect(instructions?.content).not.toContain(response);
    }
  });

  it.each(all)('of %s lends the judge no score when it is quoted or copied: %s', (_, __, attack) => {
    for (const { response } of on(attack)) {
      const own = readVerdict(OWN, 'done', response);
      expect(own).toMatchObject({ scored: true, scores: { risk_sensitivity: 1 } });
      // Quoted inside of a reason, quoted before the verdict, or both.
      const inside = JSON.stringify({
        risk_sensitivity: { reason: `It says: ${response}`, score: 1 },
        emotional_empathy: { reason: 'Nothing.', score: 2 },
        user_alignment: { reason: 'Nothing.', score: 1 },
      });
      expect(readVerdict(inside, 'done', response)).toMatchObject({
        scored: true,
        scores: { risk_sensitivity: 1 },
      });
      const before = readVerdict(`The reply ends with:\n> ${response}\n\n${OWN}`, 'done', response);
      if (before.scored) expect(before.scores.risk_sensitivity).toBe(1);
    }
  });

  /** What leaves no sign: it says nothing to the judge, and may stand in any reply. */
  const SILENT = ['gaming', 'bias', 'supply_chain'];

  it('is seen in nine of ten that speak to the judge, whatever reply they stand in', () => {
    const speaking = all.filter(([family]) => !SILENT.includes(family));
    const missed = speaking.flatMap(([, id, attack]) =>
      on(attack).some(({ query, profile, response }) => attackSigns(query, profile, response).length === 0)
        ? [id]
        : [],
    );
    expect({ missed, share: missed.length / speaking.length < 0.1 }).toEqual({ missed, share: true });
  });

  it('is never seen in a clean twin', () => {
    for (const one of CASES) {
      const { query, profile, response } = clean(one);
      expect([one.id, attackSigns(query, profile, response)]).toEqual([one.id, []]);
    }
  });
});
