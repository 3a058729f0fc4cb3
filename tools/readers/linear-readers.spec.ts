import { describe, expect, it } from '@jest/globals';
import { steepGrowth } from './growth.ts';
import { HOSTILE_TEXTS, type HostileText } from './hostile-texts.ts';
import { innerReaders } from './inner-readers.ts';
import { outerReaders } from './readers.ts';

const READERS = [...outerReaders(), ...(await innerReaders())];

describe('what reads texts from outside', () => {
  it.each(READERS)('takes time that grows as the text does: %s', (_, read) => {
    const steep = HOSTILE_TEXTS.flatMap((text) => {
      const growth = steepGrowth(read, text);
      return growth === undefined ? [] : [`${text.name}: ${growth}`];
    });
    expect(steep).toEqual([]);
  });

  it('would be found out if it did not', () => {
    const dots: HostileText = { name: 'dots', text: (length) => '.'.repeat(length) };
    expect(steepGrowth((text) => /x/.test(text), dots)).toBeUndefined();
    expect(steepGrowth((text) => /\.*x/.test(text), dots)).toMatch(/ms for 200?0000? characters/);
  });
});
