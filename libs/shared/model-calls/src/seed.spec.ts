import { describe, expect, it } from '@jest/globals';
import { callId } from './call-id.ts';
import { deriveSeed } from './seed.ts';

describe('deriveSeed', () => {
  it('is a number of 32 bits that follows from its parts', () => {
    expect(deriveSeed(7, 'answer', 1)).toBe(deriveSeed(7, 'answer', 1));
    const seeds = Array.from({ length: 1000 }, (_, index) => deriveSeed(7, index, 'answer'));
    expect(new Set(seeds).size).toBe(1000);
    for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
  });

  it('does not confuse parts that join to the same text', () => {
    expect(deriveSeed(1, 23)).not.toBe(deriveSeed(12, 3));
    expect(deriveSeed(0, 'a', 'b')).not.toBe(deriveSeed(0, 'ab'));
  });

  it('spreads evenly over both halves of the range', () => {
    const high = Array.from({ length: 2000 }, (_, index) => deriveSeed(index)).filter((s) => s >= 2 ** 31);
    expect(high.length).toBeGreaterThan(900);
    expect(high.length).toBeLessThan(1100);
  });
});

describe('callId', () => {
  it('is the same for the same call and shows none of its parts', () => {
    const id = callId('plan-1', 'divorced', 3);
    expect(id).toBe(callId('plan-1', 'divorced', 3));
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    expect(id).not.toBe(callId('plan-1', 'divorced', 4));
  });

  it('is empty when the whole has no name', () => {
    expect(callId('', 'answer', 1)).toBe('');
  });
});
