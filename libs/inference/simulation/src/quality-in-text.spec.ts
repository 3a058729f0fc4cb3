import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS, type Profile } from '@rookery/shared-scenario';
import fc from 'fast-check';
import { composeAnswer } from './compose-answer.ts';
import { DIMENSIONS, LIGHT } from './moves/move.ts';
import { REPERTOIRES } from './moves/repertoires.ts';
import { Random, seedOf } from './random.ts';
import { recogniseQuality } from './recognise-quality.ts';

const score = fc.double({ min: 1, max: 5, noNaN: true });
const profile: fc.Arbitrary<Profile> = fc.dictionary(fc.constantFrom(...ATTRIBUTE_KEYS), fc.string());
const compose = (quality: readonly [number, number, number], known: Profile, seed: number): string =>
  composeAnswer({ modelId: 'sim/gpt-4o', quality, known, domain: 'health' }, new Random(seed));

describe('quality in a text', () => {
  it('is found again to the nearest step, whatever is known', () => {
    fc.assert(
      fc.property(fc.tuple(score, score, score), profile, fc.nat(), (quality, known, seed) => {
        const found = recogniseQuality(compose(quality, known, seed));
        found.forEach((value, i) => {
          expect(Math.abs(value - (quality[i] ?? 0))).toBeLessThanOrEqual(LIGHT);
          expect(Number.isInteger((value - 1) / LIGHT)).toBe(true);
        });
      }),
    );
  });

  it('is right on average', () => {
    let sum = 0;
    for (let seed = 0; seed < 2000; seed++) sum += recogniseQuality(compose([2.55, 3, 3], {}, seed))[0];
    expect(sum / 2000).toBeCloseTo(2.55, 2);
  });

  it('goes when the text is cut', () => {
    const text = compose([5, 5, 5], {}, 1);
    expect(recogniseQuality(text)).toEqual([5, 5, 5]);
    expect(recogniseQuality(text.slice(0, 40))).toEqual([1, 1, 1]);
  });

  it('can be told move by move: no stem is part of another', () => {
    const stems = DIMENSIONS.flatMap((name) => [...REPERTOIRES[name].strong, ...REPERTOIRES[name].light]).map(
      ({ stem }) => stem,
    );
    for (const stem of stems) expect(stems.filter((other) => other.includes(stem))).toEqual([stem]);
  });
});

describe('randomness', () => {
  it('differs between seeds and repeats itself for one', () => {
    const draws = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 5 }, () => random.unit());
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(seedOf('a'))).not.toEqual(draws(seedOf('b')));
    expect(seedOf('ab', 'c')).not.toBe(seedOf('a', 'bc'));
  });

  it('is uniform and normal enough', () => {
    const random = new Random(seedOf('moments'));
    const units = Array.from({ length: 20_000 }, () => random.unit());
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(units)).toBeCloseTo(0.5, 1);
    expect(mean(normals)).toBeCloseTo(0, 1);
    expect(mean(normals.map((x) => x * x))).toBeCloseTo(1, 1);
  });
});
