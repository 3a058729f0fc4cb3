import { describe, expect, it } from '@jest/globals';
import { filesTarget } from './files/files-target.ts';
import { seedsOf } from './play/seeds.ts';
import type { AnyTarget } from './target.ts';
import { textsTarget } from './texts/texts-target.ts';

// What needs no platform is played here, what needs one in fuzzing.int.spec.ts.
const HERE: readonly AnyTarget[] = [filesTarget(), textsTarget()];

describe.each(HERE.map((target) => [target.name, target] as const))('seeds of %s', (name, target) => {
  it('hold', async () => {
    await using open = await target.open();
    const seeds = seedsOf(name);
    expect(seeds.length).toBeGreaterThan(0);
    for (const [file, seed] of seeds) {
      expect([file, seed.target]).toEqual([file, name]);
      expect([file, await open.play(seed.input)]).toEqual([file, undefined]);
    }
  });
});
