import { Random, seedOf } from './random.ts';
import { contentWords } from './words.ts';

/** Length of the simulated embedder's vectors. */
const EMBEDDING_SIZE = 256;

/**
 * Entries of the vector that one word touches: few enough to keep words apart, enough to survive a collision.
 */
const PLACES_PER_WORD = 4;

/**
 * A hashed bag of words of length 1: texts that share words have a high cosine, and the same text always has
 * the same vector. A text without content words gets a fixed vector of its own.
 */
export function embedText(text: string): number[] {
  const counts = new Map<string, number>();
  for (const word of contentWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  if (counts.size === 0) counts.set('', 1);
  const vector = new Array<number>(EMBEDDING_SIZE).fill(0);
  for (const [word, count] of counts) {
    const random = new Random(seedOf('embedder', word));
    const weight = 1 + Math.log(count);
    for (let place = 0; place < PLACES_PER_WORD; place++) {
      const index = Math.floor(random.unit() * EMBEDDING_SIZE);
      vector[index] = (vector[index] ?? 0) + (random.unit() < 0.5 ? -weight : weight);
    }
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector.map((_, index) => (index === 0 ? 1 : 0)) : vector.map((x) => x / length);
}
