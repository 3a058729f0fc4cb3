import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * Pseudo-random numbers for resampling and simulation: MT19937 with the seeding of its authors, which is also numpy's
 * `RandomState(seed)`. So what a bootstrap draws can be drawn again elsewhere, number by number. Not for secrets.
 */
export interface Draws {
  /** Uniform over 0, 1, ..., `count` - 1. One 32-bit number u each: floor(u * count / 2^32). */
  below(count: number): number;
  /** Uniform in 0..1, without 1: one 32-bit number over 2^32. */
  unit(): number;
  /** Standard normal (Box and Muller), from two 32-bit numbers. */
  normal(): number;
}

/** @param seed an integer of 0 to 2^32 - 1 */
export function drawsOf(seed: number): Draws {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seed: is ${seed}, an integer of 0 to 2^32 - 1 is needed`);
  }
  const generator = mersenne(seed);
  const unit = (): number => (generator.next() >>> 0) / 2 ** 32;
  return {
    below: (count) => Math.floor(unit() * count),
    unit,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}
