import { hash } from 'node:crypto';

/** A seed of 53 bits, so that it is exact as a number. */
export type Seed = number;

/** The seed that these texts stand for; other texts, or another order, give another seed. */
export function seedOf(...texts: readonly string[]): Seed {
  const digest = hash('sha256', texts.map((text) => `${text.length}:${text}`).join(''), 'buffer');
  return digest.readUInt32BE(0) * 2 ** 21 + (digest.readUInt32BE(4) >>> 11);
}

/** Pseudo-random numbers: splitmix32 over both halves of the seed. Not for secrets. */
export class Random {
  #state: number;
  readonly #step: number;

  constructor(seed: Seed) {
    this.#state = seed >>> 0;
    // An odd step from the upper bits makes seeds that share their lower bits walk different ways.
    this.#step = ((Math.floor(seed / 2 ** 32) * 2 + 1) ^ 0x9e3779b8) >>> 0;
  }

  /** Uniform in 0..1, without 1. */
  unit(): number {
    this.#state = (this.#state + this.#step) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }

  /** A member of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.unit() * items.length)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  }

  /** The items in a random order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const keyed = items.map((item) => ({ item, key: this.unit() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }

  /** One of the two whole numbers around the value; the mean of many is the value. */
  roundFairly(value: number): number {
    const below = Math.floor(value);
    return below + (this.unit() < value - below ? 1 : 0);
  }
}
