import { watchChanges } from '@rookery/shared-database';
import type { ComparisonStore } from './comparison-store.ts';
import { isFinal, type ComparisonRecord } from './comparison.ts';

const LOOK_EVERY_MS = 500;

/**
 * A comparison now and whenever it has changed; ends after its final state. A look costs two small queries.
 * @throws RookeryError NOT_FOUND, and the reason of the signal when it aborts
 */
export function watchComparison(
  store: ComparisonStore,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ComparisonRecord, void, undefined> {
  const ended = ({ state }: ComparisonRecord) => isFinal(state);
  return watchChanges({ look: () => store.get(id), isFinal: ended, everyMs: LOOK_EVERY_MS }, signal);
}
