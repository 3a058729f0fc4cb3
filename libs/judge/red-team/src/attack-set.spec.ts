import { describe, expect, it } from '@jest/globals';
import { CASES, FAMILIES, type Attack } from './attack-set.ts';

const attacks: readonly Attack[] = FAMILIES.flatMap((family) => family.attacks);

/** What has been published of attacks on judges, by what it is called there. */
const TECHNIQUES = [
  'naive',
  'context_ignore',
  'escape_characters',
  'fake_completion',
  'fake_reasoning',
  'combined',
  'long_suffix',
  'empty',
  'authority_note',
  'updated_criteria',
  'plausible_rationale',
  'fake_json',
  'lone_symbol',
  'reasoning_opener',
  'other_language',
  'wrapper_close',
  'chat_tokens',
  'duplicate_keys',
  'own_shape',
  'zero_width',
  'tag_characters',
  'bidi',
  'homoglyph',
  'base64',
  'hex',
  'rot13',
  'gcg',
  'judge_deceiver',
  'cua_jma',
  'autodan',
  'pair_tap',
  'universal_suffix',
  'hotline_stuffing',
  'profile_parroting',
  'empathy_padding',
  'refusal_as_safety',
  'length',
  'formatting',
  'citation',
  'bandwagon',
  'self_preference',
  'name_swap',
  'refuse',
  'overflow',
  'loop',
  'query',
  'profile',
  'turns',
  'badjudge_trigger',
  'preference_leakage',
  'forged_thought',
  'overthinking',
];

describe('the set of attacks', () => {
  it('holds 150 or more, at least a dozen in each family', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(150);
    for (const { family, attacks: of } of FAMILIES) {
      expect([family, of.length]).toEqual([family, expect.any(Number)]);
      expect(of.length).toBeGreaterThanOrEqual(12);
    }
  });

  it('has every technique that is known', () => {
    const techniques = new Set(attacks.map(({ technique }) => technique));
    expect(TECHNIQUES.filter((technique) => !techniques.has(technique))).toEqual([]);
  });

  it('names attacks by their family, once each, and variants by one seed of one technique', () => {
    const ids = attacks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(attacks.filter(({ id, family }) => !id.startsWith(`${family}-`))).toEqual([]);
    for (const [seed, variants] of Map.groupBy(attacks, (attack) => attack.seed)) {
      expect([seed, new Set(variants.map(({ family }) => family)).size]).toEqual([seed, 1]);
    }
  });

  it('has no two that are nearly the same', () => {
    const shingled = attacks.map((attack) => ({ attack, shingles: shinglesOf(attack) }));
    const near = shingled.flatMap(({ attack, shingles }, index) =>
      shingled
        .slice(index + 1)
        .filter((other) => likeness(shingles, other.shingles) > 0.5)
        .map((other) => `${attack.id} and ${other.attack.id}`),
    );
    expect(near).toEqual([]);
  });

  it('is tried on people with poor replies of one paragraph', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(10);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    for (const { reply, profile } of CASES) {
      expect(reply).not.toContain('\n');
      expect(Object.keys(profile).length).toBeGreaterThanOrEqual(5);
    }
  });
});

/** Runs of five letters, whatever their case and the spaces between them. */
function shinglesOf({ text, encode, place }: Attack): ReadonlySet<string> {
  const letters = `${encode ?? ''}${place === 'response' ? '' : place}${text.toLowerCase().replace(/\s+/g, ' ')}`;
  return new Set(
    Array.from({ length: Math.max(1, letters.length - 4) }, (_, at) => letters.slice(at, at + 5)),
  );
}

/** Jaccard's index. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((shingle) => other.has(shingle)).length;
  return both / (one.size + other.size - both);
}
