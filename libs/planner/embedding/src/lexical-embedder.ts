import type { Embedder } from '@rookery/shared-embedding';
import { textFeatures } from './text-features.ts';

/** The name changes with any change to the vectors: stored vectors of another version must not be compared with these. */
const NAME = 'lexical-v1';
const DIMENSIONS = 384;

/** Entries of the vector that a feature touches: a chance meeting of two features in one entry then weighs half. */
const ENTRIES_PER_FEATURE = 2;

/**
 * Texts by the words and pieces of words they share: signed feature hashing (Weinberger and others, 2009) of words and
 * character 4-grams. Knows nothing of meaning; the place of a sentence embedder where none is installed. The same text
 * has the same vector on every machine. A text without words gets a fixed vector of its own.
 */
export function lexicalEmbedder(): Embedder {
  return {
    name: NAME,
    dimensions: DIMENSIONS,
    embed: async (texts, signal) => {
      signal.throwIfAborted();
      return texts.map(embedText);
    },
    close: async () => undefined,
  };
}

function embedText(text: string): Float32Array {
  const sums = new Float64Array(DIMENSIONS);
  for (const { name, weight } of textFeatures(text)) {
    for (let entry = 0; entry < ENTRIES_PER_FEATURE; entry++) {
      const hash = hashOf(`${entry}${name}`);
      const index = (hash >>> 1) % DIMENSIONS;
      sums[index] = (sums[index] ?? 0) + (hash & 1 ? weight : -weight);
    }
  }
  const length = Math.hypot(...sums);
  // Nothing to hash, or everything cancelled.
  if (length === 0) return Float32Array.from({ length: DIMENSIONS }, (_, index) => (index === 0 ? 1 : 0));
  return Float32Array.from(sums, (sum) => sum / length);
}

/** FNV-1a over UTF-16 units, with the finaliser of MurmurHash3 (FNV's low bits are not independent). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
