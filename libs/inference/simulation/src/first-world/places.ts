import { DOMAINS } from '@rookery/shared-scenario';
import { LATENT_DIMENSIONS } from '../domain-norms.ts';
import { Random, seedOf } from '../random.ts';
import { contentWords } from '../words.ts';
import type { Place, Places } from '../worlds/place.ts';

/** The first world's places: each word points somewhere, in eight dimensions. Its models do not ask how near queries lie. */
export function firstPlaces(): Places {
  return {
    means: 'related by domain and words',
    of: async (query): Promise<Place> => {
      const latent = latentOfWords(query);
      return { latent, direction: Float64Array.from(latent) };
    },
    nearness: async () => 1,
    close: async () => undefined,
  };
}

/** The domain of a query whose words speak for none: which one does not matter, only that it stays the same. */
export function drawnDomain(query: string): number {
  return seedOf('domain', query) % DOMAINS.length;
}

// Each word points somewhere; their sum, scaled, is about standard normal. Queries that share words are near.
function latentOfWords(query: string): number[] {
  const words = [...new Set(contentWords(query))];
  const sources = words.length > 0 ? words : [query];
  const place = new Array<number>(LATENT_DIMENSIONS).fill(0);
  for (const word of sources) {
    const random = new Random(seedOf('latent', word));
    for (let axis = 0; axis < LATENT_DIMENSIONS; axis++) place[axis] = (place[axis] ?? 0) + random.normal();
  }
  const scale = 1 / Math.sqrt(sources.length);
  return place.map((x) => Math.min(10, Math.max(-10, x * scale)));
}
