import type { Embedder } from '@rookery/shared-embedding';
import { Random, seedOf } from '../random.ts';
import { RecentlyUsed } from './recently-used.ts';
import { latentOf, type Place, type Places, shareBetween } from './place.ts';

/** Cosine of two queries at random, and of a query and the paths that are found for it (synthetic rows of the transcripts). */
const RANDOM = 0.26;
const FOUND = 0.58;

/** Embeddings kept, of 1.5 kilobytes each: a run comes back to the queries of its library all the time. */
const EMBEDDINGS = 20_000;
/** Places kept, of 12 kilobytes each: a run asks about the same query many times in a row. */
const PLACES = 512;

const NEVER = new AbortController().signal;

/** Length of a direction: the cosine of two is then within about 0.05 of what it stands for. */
const FEATURES = 768;

/**
 * Queries are related by meaning: the cosine of two directions is about the square of the cosine of the embeddings. Times the share of
 * the world (0.7) that comes within 0.03 of what was measured, 0.6 max(0, (cosine - .25) / .75), for cosines up to 0.85; a ramp itself
 * is no correlation that a truth could have, because it is not positive definite.
 */
export function placesByMeaning(embedder: Embedder): Places {
  const features = new SquaredCosine();
  const embeddings = new RecentlyUsed<Float32Array>(EMBEDDINGS, async (query) => {
    const [embedding] = await embedder.embed([query], NEVER);
    if (embedding === undefined) throw new TypeError('the embedder gave no vector');
    return embedding;
  });
  const places = new RecentlyUsed<Place>(PLACES, async (query) => {
    const direction = features.of(await embeddings.of(query));
    return { latent: latentOf(direction), direction };
  });
  return {
    means: 'related by meaning',
    of: (query) => places.of(query),
    async nearness(query, other) {
      const [a, b] = await Promise.all([embeddings.of(query), embeddings.of(other)]);
      const alike = a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0);
      return shareBetween(alike, RANDOM, FOUND);
    },
    close: () => embedder.close(),
  };
}

/**
 * Random features of the kernel cosine^2: each is a product of two projections on normals, so that the mean of the products of two
 * vectors' features is the square of their cosine. Length 1 in all.
 */
export class SquaredCosine {
  #projections: Float32Array | undefined;
  #dimensions = 0;

  of(embedding: Float32Array): Float64Array {
    const projections = this.#drawn(embedding.length);
    const project = (row: number): number => {
      const from = row * embedding.length;
      let sum = 0;
      for (let axis = 0; axis < embedding.length; axis++)
        sum += (projections[from + axis] ?? 0) * (embedding[axis] ?? 0);
      return sum;
    };
    const direction = Float64Array.from(
      { length: FEATURES },
      (_, row) => project(2 * row) * project(2 * row + 1),
    );
    const length = Math.hypot(...direction);
    return length === 0 ? direction : direction.map((x) => x / length);
  }

  #drawn(dimensions: number): Float32Array {
    if (this.#projections === undefined || this.#dimensions !== dimensions) {
      const random = new Random(seedOf('meaning', String(dimensions)));
      this.#projections = Float32Array.from({ length: 2 * FEATURES * dimensions }, () => random.normal());
      this.#dimensions = dimensions;
    }
    return this.#projections;
  }
}
