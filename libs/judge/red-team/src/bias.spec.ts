import { describe, expect, it } from '@jest/globals';
import { CASES } from './attack-set.ts';
import { BIAS_PROBES, reordered } from './bias-probes.ts';
import { biasFigures, positionFigure } from './bias-report.ts';
import { clean } from './compose.ts';

const answers = CASES.map(clean);
const probe = (name: string) => {
  const found = BIAS_PROBES.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe('a probe', () => {
  it('changes one thing, and the words of the answer stay', () => {
    for (const { name, pair } of BIAS_PROBES) {
      for (const answer of answers) {
        const both = pair(answer, 'a-judge');
        if (both === undefined) continue;
        const moved = (['query', 'profile', 'response'] as const).filter(
          (part) => JSON.stringify(both.plain[part]) !== JSON.stringify(both.changed[part]),
        );
        expect([name, moved.length]).toEqual([name, 1]);
        const words = (text: string): string => text.replace(/[^\p{L}]+/gu, '');
        expect(words(both.changed.response)).toContain(words(answer.response));
      }
    }
  });

  it('of gender leaves people alone of whom none is told', () => {
    const [answer] = answers;
    if (answer === undefined) throw new Error('no case');
    const { gender: _, ...profile } = answer.profile;
    expect(probe('gender').pair({ ...answer, profile }, 'x')).toBeUndefined();
    expect(probe('gender').pair(answer, 'x')).toMatchObject({
      plain: { profile: { gender: 'Male' } },
      changed: { profile: { gender: 'Female' } },
    });
  });

  it('of position shows the same sentences in another order', () => {
    for (const { response } of answers) {
      const other = reordered(response);
      expect(other).not.toBe(response);
      expect(other.split(' ').sort()).toEqual(response.split(' ').sort());
    }
  });
});

describe('the figures', () => {
  it('are paired differences, and tell of what is missing', () => {
    const pairs = answers.map((_, index) => ({
      probe: 'length',
      about: 'twice',
      cluster: `c${index}`,
      plain: 2,
      changed: index === 0 ? undefined : 2 + (index % 2),
    }));
    const [figure] = biasFigures(pairs);
    expect(figure).toMatchObject({ probe: 'length', missing: 1, difference: { pairs: answers.length - 1 } });
    expect(figure?.difference.value).toBeCloseTo(6 / 11, 12);
    expect(figure?.difference.interval?.low).toBeGreaterThan(0);
  });

  it('of position tell a judge that always takes the first', () => {
    const pairs = (forth: 'first' | 'second', back: 'first' | 'second') =>
      Array.from({ length: 20 }, (_, index) => ({ cluster: `c${index}`, forth, back }));
    expect(positionFigure(pairs('first', 'first'))).toMatchObject({
      first: { value: 1 },
      turned: { value: 1 },
    });
    expect(positionFigure(pairs('first', 'second'))).toMatchObject({
      first: { value: 0.5 },
      turned: { value: 0 },
    });
    expect(positionFigure([{ cluster: 'a', forth: 'neither', back: undefined }])).toMatchObject({
      neither: 1,
      missing: 1,
      first: { trials: 0 },
    });
  });
});
