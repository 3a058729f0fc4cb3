import { describe, expect, it } from '@jest/globals';
import { MOST_WATCHES, WatchCounts } from './watch-counts.ts';

/** Begins as many as it can, each on a connection that has room, from these addresses in turn. */
function begun(counts: WatchCounts, addresses: readonly string[]): (() => void)[] {
  const ends: (() => void)[] = [];
  for (;;) {
    const address = addresses[ends.length % addresses.length] ?? '';
    try {
      ends.push(counts.begin({ connection: {}, address }));
    } catch (caught) {
      expect(caught).toMatchObject({ code: 'RESOURCE_EXHAUSTED', retryAfterMs: 10_000 });
      return ends;
    }
  }
}

describe('watches of health', () => {
  it('are so many of one address and of all, and make room when they are over', () => {
    expect(MOST_WATCHES).toEqual({ ofConnection: 16, ofAddress: 256, ofAll: 1024 });
    const counts = new WatchCounts();
    const ofOne = begun(counts, ['a']);
    expect(ofOne).toHaveLength(256);
    const ofOthers = begun(counts, ['b', 'c', 'd', 'e']);
    expect(ofOne.length + ofOthers.length).toBe(1024);
    for (const end of ofOne) end();
    expect(begun(counts, ['f'])).toHaveLength(256);
  });
});
