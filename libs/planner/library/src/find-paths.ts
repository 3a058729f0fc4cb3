import type { PathIndex } from './path-index.ts';
import type { PathStore } from './path-store.ts';
import { offlineValue, type StoredPath } from './planned-path.ts';

/** A path of a similar query. */
export interface FoundPath {
  readonly path: StoredPath;
  /** 0..1, as the index measures it. */
  readonly similarity: number;
}

/** Best and worst score of the scale. */
const WORST = 1;
const BEST = 5;

/**
 * The paths of the `limit` most similar queries (paper, section 4: k nearest neighbours), best first. The paper orders
 * them by offline value alone, which lets a promising path of an unrelated query lead; here similarity times value does.
 * A path that was never evaluated counts as the worst score.
 * @throws RookeryError NOT_FOUND (library)
 */
export async function findPaths(
  store: PathStore,
  index: PathIndex,
  wanted: { library: string; query: string; limit: number },
): Promise<FoundPath[]> {
  await store.checkLibrary(wanted.library);
  const neighbours = await index.nearest(wanted.library, wanted.query, wanted.limit);
  const similarities = new Map(neighbours.map(({ id, similarity }) => [id, similarity]));
  const paths = await store.getMany(wanted.library, [...similarities.keys()]);
  return paths
    .map((path) => ({ path, similarity: similarities.get(path.id) ?? 0 }))
    .sort((a, b) => merit(b) - merit(a));
}

function merit({ path, similarity }: FoundPath): number {
  return (similarity * (offlineValue(path) ?? WORST)) / BEST;
}
