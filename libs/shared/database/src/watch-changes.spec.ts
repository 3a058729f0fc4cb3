import { describe, expect, it } from '@jest/globals';
import { watchChanges } from './watch-changes.ts';

const { signal } = new AbortController();

async function seen(states: readonly number[], againAfterMs: number): Promise<number[]> {
  let looks = 0;
  const look = () => Promise.resolve(states[Math.min(looks++, states.length - 1)] ?? 0);
  const shown: number[] = [];
  const watched = { look, isFinal: (state: number) => state === 9, everyMs: 1, againAfterMs };
  for await (const state of watchChanges(watched, signal)) shown.push(state);
  return shown;
}

describe('watchChanges', () => {
  it('gives what is there, and then what has changed, to the final state', async () => {
    expect(await seen([1, 1, 1, 2, 2, 9], 60_000)).toEqual([1, 2, 9]);
    expect(await seen([9], 60_000)).toEqual([9]);
  });

  it('gives the same again after a while, as a sign of life', async () => {
    expect(await seen([1, 1, 1, 2, 9], 0)).toEqual([1, 1, 1, 2, 9]);
    const quiet = await seen([...Array.from({ length: 60 }, () => 1), 9], 20);
    expect(quiet.length).toBeGreaterThan(2);
    expect(quiet.length).toBeLessThan(30);
  });
});
