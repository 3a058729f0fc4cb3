/**
 * A seed for one call, made of the seed of the whole and what names the call within it: equal names give equal seeds on
 * every machine, and different names give seeds that have nothing to do with each other (FNV-1a over the parts, then
 * the finaliser of MurmurHash3, because FNV alone leaves neighbouring numbers alike).
 * @param seed 0..2^32-1
 * @returns 0..2^32-1
 */
export function deriveSeed(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of [seed, ...parts]) {
    for (const byte of new TextEncoder().encode(`${part}\u0000`)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
