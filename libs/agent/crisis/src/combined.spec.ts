import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { combined } from './combined.ts';
import { higherLevel, type CrisisLevel } from './meanings.ts';

describe('combined', () => {
  it.each([
    ['none', 'none', 'none'],
    ['none', 'concern', 'concern'],
    ['none', 'crisis', 'crisis'],
    ['concern', 'none', 'none'],
    ['concern', 'crisis', 'crisis'],
    ['crisis', 'none', 'crisis'],
  ] as const)('screen %s, model %s: %s', (level, look, together) => {
    expect(combined({ level, matches: [] }, look)).toBe(together);
  });

  it('shows help when the screen failed, whatever a model says', () => {
    for (const match of ['screen-error', 'text-too-long']) {
      expect(combined({ level: 'concern', matches: [match] }, 'none')).toBe('concern');
    }
  });

  it('never lowers but from concern to none', () => {
    const anyLevel = fc.constantFrom<CrisisLevel>('none', 'concern', 'crisis');
    fc.assert(
      fc.property(anyLevel, anyLevel, (level, look) => {
        const result = combined({ level, matches: [] }, look);
        const dispelled = level === 'concern' && look === 'none' && result === 'none';
        expect(result === higherLevel(level, look) || dispelled).toBe(true);
      }),
    );
  });
});
