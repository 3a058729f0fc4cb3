import { Random, seedOf } from '../random.ts';
import type { Place } from '../worlds/place.ts';

/** A standard normal that near queries share: linear in the direction, so that two correlate by the cosine of theirs. */
export class Fields {
  readonly #weights = new Map<string, Float64Array>();

  /** The value of the field of that name at a place. */
  at(name: string, { direction }: Place): number {
    const weights = this.#weightsOf(name, direction.length);
    let sum = 0;
    for (let index = 0; index < direction.length; index += 1)
      sum += (direction[index] ?? 0) * (weights[index] ?? 0);
    return sum;
  }

  #weightsOf(name: string, length: number): Float64Array {
    const key = `${length} ${name}`;
    let weights = this.#weights.get(key);
    if (weights === undefined) {
      const random = new Random(seedOf('field', name));
      weights = Float64Array.from({ length }, () => random.normal());
      this.#weights.set(key, weights);
    }
    return weights;
  }
}

/** A standard normal of which the share `smooth` (0..1) follows a field, and the rest belongs to the texts alone. */
export function blended(field: number, smooth: number, ...texts: readonly string[]): number {
  return Math.sqrt(smooth) * field + Math.sqrt(1 - smooth) * new Random(seedOf(...texts)).normal();
}
