import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LexicalIndex } from './lexical-index.ts';

function indexOf(...texts: string[]): LexicalIndex {
  const index = new LexicalIndex();
  texts.forEach((text, at) => {
    index.add(String(at), text);
  });
  return index;
}

const words = fc
  .array(fc.constantFrom('work', 'boss', 'money', 'sleep', 'Liebe', '仕事', 'I'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.join(' '));

describe('LexicalIndex', () => {
  it('finds the text with the telling words first', () => {
    const index = indexOf(
      'My boss shouts at me and I cannot sleep',
      'How do I repay my debts?',
      'I cannot sleep and I feel lost',
      'Which university should I choose?',
    );
    const found = index.nearest('My boss makes me lose sleep', 2);
    expect(found.map(({ id }) => id)).toEqual(['0', '2']);
  });

  it('calls the same words, in any order and case, entirely alike', () => {
    const [first] = indexOf('Quit my job', 'other words').nearest('JOB, my: quit!', 1);
    expect(first?.id).toBe('0');
    expect(first?.similarity).toBeCloseTo(1, 10);
  });

  it('finds nothing without a common word', () => {
    expect(indexOf('alpha', 'beta').nearest('gamma', 5)).toEqual([]);
    expect(indexOf('alpha').nearest('?!', 5)).toEqual([]);
    expect(indexOf().nearest('alpha', 5)).toEqual([]);
  });

  it('keeps an id once', () => {
    const index = indexOf('alpha');
    index.add('0', 'beta');
    expect(index.size).toBe(1);
    expect(index.nearest('beta', 5)).toEqual([]);
  });

  it('gives similarities in 0..1, falling, whatever is indexed before or after a search', () => {
    fc.assert(
      fc.property(fc.array(words), fc.array(words), words, (before, after, query) => {
        const grown = indexOf(...before);
        grown.nearest(query, 3);
        after.forEach((text, at) => {
          grown.add(String(before.length + at), text);
        });
        const found = grown.nearest(query, 100);
        expect(found).toEqual(indexOf(...before, ...after).nearest(query, 100));
        for (const [at, { similarity }] of found.entries()) {
          expect(similarity).toBeGreaterThan(0);
          expect(similarity).toBeLessThanOrEqual(found[at - 1]?.similarity ?? 1);
        }
      }),
    );
  });
});
