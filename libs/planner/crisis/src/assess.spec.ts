import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assess, combined, type SecondLook } from './assess.ts';
import { crisisWords } from './crisis-words.ts';
import { LANGUAGES } from './languages/index.ts';
import { higherLevel, type CrisisLevel } from './meanings.ts';

const says = (level: CrisisLevel) => () => Promise.resolve<SecondLook>({ level });
const CRISIS = 'I want to die';
const CONCERN = 'there is no point in living';
const NONE = 'May I train twice a day?';

describe('assess', () => {
  it.each([
    [NONE, 'none', 'none'],
    [NONE, 'concern', 'concern'],
    [NONE, 'crisis', 'crisis'],
    [CONCERN, 'none', 'none'],
    [CONCERN, 'crisis', 'crisis'],
    [CRISIS, 'none', 'crisis'],
  ] as const)('%j, and a model that says %s: %s', async (message, second, level) => {
    expect(await assess(message, says(second))).toMatchObject({ level });
  });

  it('lets the screen stand where no model is, or its answer cannot be read, or it fails', async () => {
    const fails = () => Promise.reject(new Error('no worker'));
    for (const look of [undefined, () => Promise.resolve(undefined), fails]) {
      expect(await assess(CONCERN, look)).toMatchObject({ level: 'concern' });
    }
  });

  it('asks no model about an explicit crisis', async () => {
    let asked = 0;
    await assess(CRISIS, () => {
      asked += 1;
      return says('none')();
    });
    expect(asked).toBe(0);
  });

  it('shows help when the screen failed, whatever a model says', () => {
    for (const match of ['screen-error', 'text-too-long']) {
      expect(combined({ level: 'concern', matches: [match] }, { level: 'none' })).toBe('concern');
    }
  });

  it('never lowers but from concern to none', () => {
    const anyLevel = fc.constantFrom<CrisisLevel>('none', 'concern', 'crisis');
    fc.assert(
      fc.property(anyLevel, anyLevel, (level, second) => {
        const result = combined({ level, matches: [] }, { level: second });
        const highest = higherLevel(level, second);
        expect(result === highest || (level === 'concern' && second === 'none' && result === 'none')).toBe(
          true,
        );
      }),
    );
  });
});

describe('crisisWords', () => {
  it('speaks the language of the alarm, else of the locale, else English', () => {
    expect(crisisWords('crisis', { matches: ['de-end-life'] }, 'en-GB').language).toBe('de');
    expect(crisisWords('concern', { matches: ['screen-error'] }, 'fr-CA').language).toBe('fr');
    expect(crisisWords('concern', { matches: [] }, 'constructor').language).toBe('en');
  });

  it('has all sentences in every language of the screen', () => {
    for (const { tag } of LANGUAGES) {
      const words = crisisWords('crisis', { matches: [`${tag}-passive`] }, undefined);
      expect(words.language).toBe(tag.split('-')[0]);
      expect(words.opening).not.toBe(
        crisisWords('concern', { matches: [`${tag}-passive`] }, undefined).opening,
      );
    }
  });
});
