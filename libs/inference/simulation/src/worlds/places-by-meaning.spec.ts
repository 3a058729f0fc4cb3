import { describe, expect, it } from '@jest/globals';
import type { Embedder } from '@rookery/shared-embedding';
import { Random } from '../random.ts';
import { cosine } from './place.ts';
import { placesByMeaning, SquaredCosine } from './places-by-meaning.ts';

const DIMENSIONS = 384;

function unit(random: Random): Float32Array {
  const values = Float32Array.from({ length: DIMENSIONS }, () => random.normal());
  return scaled(values, 1 / Math.hypot(...values));
}

function scaled(values: Float32Array, factor: number): Float32Array {
  return values.map((x) => x * factor);
}

/** A vector of length 1 with that cosine to the other, about. */
function at(angle: number, other: Float32Array, random: Random): Float32Array {
  const aside = unit(random);
  const along = aside.reduce((sum, x, axis) => sum + x * (other[axis] ?? 0), 0);
  const away = aside.map((x, axis) => x - along * (other[axis] ?? 0));
  const length = Math.hypot(...away);
  return other.map((x, axis) => angle * x + (Math.sqrt(1 - angle * angle) * (away[axis] ?? 0)) / length);
}

describe('places by meaning', () => {
  // docs/fidelity.md: share .7 times this is within .03 of .6 max(0, (cosine - .25) / .75) up to .85.
  it.each([0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1])(
    'relate queries of cosine %d by about its square',
    (angle) => {
      const random = new Random(7);
      const features = new SquaredCosine();
      let [sum, squares] = [0, 0];
      for (let pair = 0; pair < 40; pair++) {
        const one = unit(random);
        const related = cosine(features.of(one), features.of(at(angle, one, random)));
        sum += related / 40;
        squares += (related - angle * angle) ** 2 / 40;
      }
      expect(Math.abs(sum - angle * angle)).toBeLessThan(0.02);
      expect(Math.sqrt(squares)).toBeLessThan(0.07);
      if (angle <= 0.85)
        expect(Math.abs(0.7 * angle * angle - 0.6 * Math.max(0, (angle - 0.25) / 0.75))).toBeLessThan(0.045);
    },
  );

  it('embed a query once, try again what failed, and say how near two are', async () => {
    const random = new Random(1);
    const one = unit(random);
    const vectors = new Map([
      ['one', one],
      ['found', at(0.58, one, random)],
      ['other', at(0.2, one, random)],
    ]);
    const embedded: string[] = [];
    let fails = true;
    const embedder: Embedder = {
      name: 'stub',
      dimensions: DIMENSIONS,
      embed: async ([text = '']) => {
        embedded.push(text);
        if (fails) throw new Error('away');
        return [vectors.get(text) ?? one];
      },
      close: async () => undefined,
    };
    const places = placesByMeaning(embedder);
    await expect(places.of('one')).rejects.toThrow('away');
    fails = false;
    const { latent, direction } = await places.of('one');
    expect((await places.of('one')).direction).toBe(direction);
    expect(Math.hypot(...direction)).toBeCloseTo(1);
    expect(latent.every((x) => Math.abs(x) <= 10)).toBe(true);
    expect(await places.nearness('one', 'found')).toBeCloseTo(1, 1);
    expect(await places.nearness('one', 'other')).toBe(0);
    expect(embedded).toEqual(['one', 'one', 'found', 'other']);
  });
});
