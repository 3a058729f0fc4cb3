import type { Reader } from '@rookery/shared-database';
import type { LibraryStore } from './library-store.ts';
import type { PathIndex } from './path-index.ts';
import type { PathStore } from './path-store.ts';
import { offlineValue, type StoredPath } from './planned-path.ts';

/** A path of a similar query. */
export interface FoundPath {
  readonly path: StoredPath;
  /** Cosine of the queries, 0..1, as the index's embedder sees them. */
  readonly similarity: number;
}

/** What paths are looked for in. */
export interface PathFinding {
  readonly libraries: Pick<LibraryStore, 'check'>;
  readonly paths: PathStore;
  readonly index: PathIndex;
}

/** What is looked for, and by whom. */
export interface WantedPaths {
  readonly reader: Reader;
  readonly library: string;
  readonly query: string;
  readonly limit: number;
}

/** Best and worst score of the scale. */
const WORST = 1;
const BEST = 5;

/**
 * The paths of the `limit` most similar queries (paper, section 4: k nearest neighbours), best first by
 *
 *     merit = similarity * offline value / 5
 *
 * The paper orders them by offline value alone, which lets a promising path of an unrelated query lead. The similarity is the
 * cosine of the queries, 0..1; the offline value is the estimated score, 1..5, at the path's last evaluated step, and 1 for a
 * path that was never evaluated. Equal merits keep the order of similarity.
 * @throws RookeryError NOT_FOUND (library, also for that of another owner), FAILED_PRECONDITION (EMBEDDER_MISMATCH), UNAVAILABLE (the embedder); the
 *   signal's reason
 */
export async function findPaths(
  { libraries, paths, index }: PathFinding,
  { reader, library, query, limit }: WantedPaths,
  signal: AbortSignal,
): Promise<FoundPath[]> {
  await libraries.check(reader, library);
  const neighbours = await index.nearest(library, query, limit, signal);
  const similarities = new Map(neighbours.map(({ id, similarity }) => [id, similarity]));
  const found = await paths.getMany(library, [...similarities.keys()]);
  return found
    .map((path) => ({ path, similarity: similarities.get(path.id) ?? 0 }))
    .sort((a, b) => merit(b) - merit(a));
}

function merit({ path, similarity }: FoundPath): number {
  return (similarity * (offlineValue(path) ?? WORST)) / BEST;
}
