import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';

/** The attributes of a problem by key, as planners behind a network see them. */
export class AttributeNames {
  /** In the order of the bits of a mask. */
  readonly keys: readonly string[];
  readonly #index: ReadonlyMap<string, number>;

  /** @param count number of attributes; beyond the platform's own ones they are called `attribute_10` and so on */
  constructor(count: number) {
    this.keys = Array.from({ length: count }, (_, a) => ATTRIBUTE_KEYS[a] ?? `attribute_${a}`);
    this.#index = new Map(this.keys.map((key, index) => [key, index]));
  }

  keysIn(mask: bigint): string[] {
    return this.keys.filter((_, a) => ((mask >> BigInt(a)) & 1n) === 1n);
  }

  /** The index of a key; undefined when the problem has none of that name. */
  indexOf(key: string): number | undefined {
    return this.#index.get(key);
  }
}
