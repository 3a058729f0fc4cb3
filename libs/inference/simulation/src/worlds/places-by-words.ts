import { embedText } from '../embedder.ts';
import { cosine, latentOf, type Place, type Places, shareBetween } from './place.ts';
import { RecentlyUsed } from './recently-used.ts';

/** Cosine of what is found for a query by its words. Chosen. */
const FOUND = 0.3;

/** Places kept, of 4 kilobytes each: a run asks about the same query many times in a row. */
const PLACES = 512;

/** Queries are as related as the words that they share: the stand-in for meaning where the trained embedder is not installed. */
export function placesByWords(): Places {
  const places = new RecentlyUsed<Place>(PLACES, async (query) => {
    const direction = Float64Array.from(embedText(query));
    return { latent: latentOf(direction), direction };
  });
  return {
    means: 'related by words',
    of: (query) => places.of(query),
    nearness: async (query, other) => {
      const [here, there] = await Promise.all([places.of(query), places.of(other)]);
      return shareBetween(cosine(here.direction, there.direction), 0, FOUND);
    },
    close: async () => undefined,
  };
}
