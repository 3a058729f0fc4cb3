import { describe, expect, it } from '@jest/globals';
import { Circuits } from './circuits.ts';

const avoids = (circuits: Circuits, now: number): boolean => circuits.avoided(now).has('w');

/** An attempt that fails at once. */
function fail(circuits: Circuits, now: number): void {
  circuits.begin('w', now)('failed', now);
}

describe('the circuit of a worker', () => {
  it('opens with a failure, for longer with each further one in a row, and for a minute at most', () => {
    const circuits = new Circuits();
    expect(avoids(circuits, 0)).toBe(false);
    let now = 0;
    for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
      fail(circuits, now);
      expect([avoids(circuits, now + seconds * 1000 - 1), avoids(circuits, now + seconds * 1000)]).toEqual([
        true,
        false,
      ]);
      now += seconds * 1000;
    }
  });

  it('lets one call at a time through when its time is over, and closes when that is answered', () => {
    const circuits = new Circuits();
    fail(circuits, 0);
    const probe = circuits.begin('w', 3000);
    expect(avoids(circuits, 3001)).toBe(true);
    probe('left', 3100);
    // The caller left, so nothing is known: the next one finds out.
    expect(avoids(circuits, 3101)).toBe(false);
    const next = circuits.begin('w', 3200);
    expect(avoids(circuits, 3201)).toBe(true);
    next('answered', 3300);
    expect(avoids(circuits, 3301)).toBe(false);
    fail(circuits, 4000);
    expect(avoids(circuits, 6000)).toBe(false);
  });

  it('counts failures of calls that were in flight together as one', () => {
    const circuits = new Circuits();
    const ends = Array.from({ length: 20 }, () => circuits.begin('w', 0));
    for (const end of ends) end('failed', 100);
    expect([avoids(circuits, 2099), avoids(circuits, 2100)]).toEqual([true, false]);
  });

  it('stands for its worker alone, and goes with it', () => {
    const circuits = new Circuits();
    fail(circuits, 0);
    expect(circuits.avoided(1)).toEqual(new Set(['w']));
    circuits.keepOnly(new Set(['w']));
    expect(avoids(circuits, 1)).toBe(true);
    circuits.keepOnly(new Set(['another']));
    expect(avoids(circuits, 1)).toBe(false);
  });
});
